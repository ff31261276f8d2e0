import type { Timers } from '../server/timers.js';

const maxResponseLength = 600;
const maxDeliveries = 100;

/** One delivery of a webhook: the status it was answered with, or why there was no answer. */
export interface DeliveryAttempt {
  at: Date;
  /** `attempt 2`, or the scenario it was sent for. */
  kind: string;
  status: number | null;
  response: string;
  tookMs: number;
}

export interface OutgoingWebhook {
  kind: string;
  url: string;
  headers: Record<string, string>;
  body: string;
}

export interface DeliveryRecord {
  /** `held`: sent only on request. `not_sent`: its sender had no address to send it to. */
  state: 'pending' | 'delivered' | 'discarded' | 'held' | 'not_sent';
  nextAttemptAt: Date | null;
  deliveries: DeliveryAttempt[];
}

export interface DeliveryPolicy {
  /** Where to; asked before each attempt. Null: nowhere. */
  url: () => string | null;
  /** The body and its headers for an attempt after that many retries. */
  createRequest: (retries: number) => Pick<OutgoingWebhook, 'body' | 'headers'>;
  /** How long to wait after that many retries; null: no more. */
  backoffMs: (retries: number) => number | null;
  accepts: (delivery: DeliveryAttempt) => boolean;
  onDiscarded?: () => void;
}

export class WebhookSender {
  constructor(
    private readonly timers: Timers,
    private readonly timeoutMs: number,
  ) {}

  /** One request. Never throws. */
  async post({ kind, url, headers, body }: OutgoingWebhook): Promise<DeliveryAttempt> {
    const at = new Date();
    const signal = AbortSignal.any([this.timers.shutdown, AbortSignal.timeout(this.timeoutMs)]);
    const outcome = await fetch(url, { method: 'POST', headers, body, redirect: 'manual', signal })
      .then(async (response) => ({ status: response.status, response: await readTruncated(response) }))
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
    const delivery = await this.post({ kind: `attempt ${retries + 1}`, url, ...policy.createRequest(retries) });
    if (this.timers.shutdown.aborted) return;
    recordAttempt(record, delivery);
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

export function recordAttempt({ deliveries }: DeliveryRecord, delivery: DeliveryAttempt): void {
  deliveries.push(delivery);
  if (deliveries.length > maxDeliveries) deliveries.shift();
}

export const isAccepted = ({ status }: DeliveryAttempt) => status !== null && status >= 200 && status < 300;

async function readTruncated(response: Response): Promise<string> {
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
