import type { Timers } from '../server/timers.js';

const maxResponseLength = 600;
const maxDeliveries = 100;

/** One delivery of a webhook: the status it was answered with, or why there was no answer. */
export interface Delivery {
  at: Date;
  /** `attempt 2`, or the scenario it was sent for. */
  kind: string;
  status: number | null;
  response: string;
  tookMs: number;
}

export interface WebhookRequest {
  kind: string;
  url: string;
  headers: Record<string, string>;
  body: string;
}

/** What became of a webhook that is delivered until it is accepted. */
export interface DeliveryRecord {
  /** `held`: sent only on request. `not_sent`: its sender had no address to send it to. */
  state: 'pending' | 'delivered' | 'discarded' | 'held' | 'not_sent';
  nextAttemptAt: Date | null;
  deliveries: Delivery[];
}

/** How a service delivers its webhooks. */
export interface DeliveryPolicy {
  /** Where to; asked before each attempt. Null: nowhere. */
  url: () => string | null;
  /** The body and its headers for an attempt after that many retries. */
  write: (retries: number) => Pick<WebhookRequest, 'body' | 'headers'>;
  /** How long to wait after that many retries; null: no more. */
  backoffMs: (retries: number) => number | null;
  accepts: (delivery: Delivery) => boolean;
  onDiscarded?: () => void;
}

/** Sends the webhooks of every service. */
export class WebhookSender {
  readonly #shutdown = new AbortController();

  constructor(
    private readonly timers: Timers,
    private readonly timeoutMs: number,
  ) {}

  stop(): void {
    this.#shutdown.abort(new Error('the sandbox was stopped'));
  }

  /** One request. Never throws. */
  async post({ kind, url, headers, body }: WebhookRequest): Promise<Delivery> {
    const at = new Date();
    const signal = AbortSignal.any([this.#shutdown.signal, AbortSignal.timeout(this.timeoutMs)]);
    const outcome = await fetch(url, { method: 'POST', headers, body, redirect: 'manual', signal })
      .then(async (response) => ({ status: response.status, response: await beginningOf(response) }))
      .catch((error: unknown) => ({ status: null, response: reasonOf(error) }));
    return { at, kind, ...outcome, tookMs: Date.now() - at.getTime() };
  }

  /** Resolves after the first attempt; the others follow by themselves. */
  async deliver(record: DeliveryRecord, policy: DeliveryPolicy, retries = 0): Promise<void> {
    record.nextAttemptAt = null;
    const url = policy.url();
    if (url === null) {
      if (record.state === 'pending') record.state = 'not_sent';
      return;
    }
    const delivery = await this.post({ kind: `attempt ${retries + 1}`, url, ...policy.write(retries) });
    if (this.timers.isStopped) return;
    recordDelivery(record, delivery);
    const waitMs = policy.backoffMs(retries);
    if (policy.accepts(delivery)) record.state = 'delivered';
    else if (waitMs === null) {
      record.state = 'discarded';
      policy.onDiscarded?.();
    } else {
      record.nextAttemptAt = new Date(Date.now() + waitMs);
      this.timers.after(waitMs, () => void this.deliver(record, policy, retries + 1));
    }
  }
}

export function recordDelivery({ deliveries }: DeliveryRecord, delivery: Delivery): void {
  deliveries.push(delivery);
  if (deliveries.length > maxDeliveries) deliveries.shift();
}

export const isAccepted = ({ status }: Delivery) => status !== null && status >= 200 && status < 300;

async function beginningOf(response: Response): Promise<string> {
  const decoder = new TextDecoder();
  let text = '';
  for await (const chunk of response.body ?? []) {
    text += decoder.decode(chunk as Uint8Array, { stream: true });
    if (text.length >= maxResponseLength) break;
  }
  return text.slice(0, maxResponseLength);
}

function reasonOf(error: unknown): string {
  if (!(error instanceof Error)) return 'no answer';
  if (error.name === 'TimeoutError') return 'no answer in time';
  const { cause } = error;
  if (cause instanceof AggregateError && cause.errors[0] instanceof Error) return cause.errors[0].message;
  return cause instanceof Error && cause.message !== '' ? cause.message : error.message;
}
