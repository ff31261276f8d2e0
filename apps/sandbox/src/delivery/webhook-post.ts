import { Injectable, type OnModuleDestroy } from '@nestjs/common';
import { SandboxSettings } from '../settings.js';

const shownCharacters = 600;

/** One try at delivering: the status Daybook answered, or why there was no answer. */
export interface Delivery {
  at: Date;
  kind: string;
  status: number | null;
  answer: string;
  tookMs: number;
}

export interface Letter {
  /** What kind of try it is, in a word or two for the list. */
  kind: string;
  url: string;
  headers: Record<string, string>;
  body: string;
}

/** Posts one webhook and tells what came back. Never throws. */
@Injectable()
export class WebhookPost implements OnModuleDestroy {
  private readonly shutdown = new AbortController();

  constructor(private readonly settings: SandboxSettings) {}

  onModuleDestroy(): void {
    this.shutdown.abort(new Error('the sandbox was stopped'));
  }

  async send({ kind, url, headers, body }: Letter): Promise<Delivery> {
    const at = new Date();
    const outcome = await fetch(url, {
      method: 'POST',
      headers,
      body,
      redirect: 'manual',
      signal: AbortSignal.any([this.shutdown.signal, AbortSignal.timeout(this.settings.webhooks.timeoutMs)]),
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
