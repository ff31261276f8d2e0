import { Injectable, type OnModuleDestroy } from '@nestjs/common';
import { SandboxSettings } from '../../settings.js';
import type { Delivery } from './webhook-event.js';

const shownCharacters = 600;

/** Posts one webhook to Daybook and tells what came back. Never throws. */
@Injectable()
export class WebhookSender implements OnModuleDestroy {
  private readonly shutdown = new AbortController();

  constructor(private readonly settings: SandboxSettings) {}

  onModuleDestroy(): void {
    this.shutdown.abort(new Error('the sandbox was stopped'));
  }

  /** `signature` null sends none. */
  async post(kind: string, body: string, signature: string | null): Promise<Delivery> {
    const { url, timeoutMs } = this.settings.webhooks;
    const at = new Date();
    const outcome = await fetch(url, {
      method: 'POST',
      headers: {
        accept: '*/*',
        'cache-control': 'no-cache',
        'content-type': 'application/json; charset=utf-8',
        'user-agent': 'Stripe/1.0 (+https://stripe.com/docs/webhooks)',
        ...(signature !== null && { 'stripe-signature': signature }),
      },
      body,
      redirect: 'manual',
      signal: AbortSignal.any([this.shutdown.signal, AbortSignal.timeout(timeoutMs)]),
    })
      .then(async (response) => ({ status: response.status, answer: await beginningOf(response) }))
      .catch((error: unknown) => ({ status: null, answer: reasonOf(error) }));
    return { at, kind, ...outcome, tookMs: Date.now() - at.getTime() };
  }
}

export const accepted = ({ status }: Delivery) => status !== null && status >= 200 && status < 300;

async function beginningOf(response: Response): Promise<string> {
  const decoder = new TextDecoder();
  let text = '';
  for await (const chunk of response.body ?? []) {
    text += decoder.decode(chunk as Uint8Array, { stream: true });
    if (text.length >= shownCharacters) break;
  }
  return text.slice(0, shownCharacters);
}

function reasonOf(error: unknown): string {
  if (!(error instanceof Error)) return 'no answer';
  if (error.name === 'TimeoutError') return 'no answer in time';
  const { cause } = error;
  if (cause instanceof AggregateError && cause.errors[0] instanceof Error) return cause.errors[0].message;
  return cause instanceof Error && cause.message !== '' ? cause.message : error.message;
}
