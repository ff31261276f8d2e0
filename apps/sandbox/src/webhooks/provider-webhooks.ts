import type { Provider } from '@daybook/contract';
import { randomUUID } from 'node:crypto';
import { z } from 'zod';
import { RecentMap } from '../server/recent-map.js';
import type { Timers } from '../server/timers.js';
import type { DeliveryPolicy, DeliveryRecord, WebhookSender } from './webhook-sender.js';

export const webhookDeliveryOptions = z.strictObject({
  /** Each is sent twice, as when an answer got lost. */
  duplicate: z.boolean().default(false),
  /** Delays each webhook by this long; its timestamps stay. */
  delayMs: z.int().min(0).max(86_400_000).default(0),
  /** Collects webhooks for this long, then sends them in reverse order. */
  reorderMs: z.int().min(0).max(600_000).default(0),
});

export interface ProviderWebhook extends DeliveryRecord {
  id: string;
  provider: Provider;
  orderId: string;
  type: string;
  /** ISO 8601. */
  occurredAt: string;
  body: string;
}

/** The webhooks of both providers, the newest 5,000. */
export class ProviderWebhooks extends RecentMap<ProviderWebhook> {
  options = webhookDeliveryOptions.parse({});
  #collected: (() => void)[] = [];

  constructor(
    private readonly sender: WebhookSender,
    private readonly timers: Timers,
  ) {
    super(5_000);
  }

  send(subject: Pick<ProviderWebhook, 'provider' | 'orderId' | 'type' | 'occurredAt'>, policy: DeliveryPolicy): void {
    const { body } = policy.createRequest(0);
    const id = randomUUID();
    const webhook: ProviderWebhook = { ...subject, id, body, state: 'pending', nextAttemptAt: null, deliveries: [] };
    this.set(id, webhook);
    this.#schedule(() => void this.sender.deliver(webhook, policy));
  }

  /** Oldest first. */
  findByOrder(orderId: string): ProviderWebhook[] {
    return this.oldestFirst().filter((webhook) => webhook.orderId === orderId);
  }

  #schedule(send: () => void): void {
    const { duplicate, delayMs, reorderMs } = this.options;
    const sends = duplicate ? [send, send] : [send];
    if (reorderMs > 0) {
      if (this.#collected.length === 0) this.timers.after(reorderMs, () => this.#sendCollected());
      this.#collected.push(...sends);
    } else
      for (const each of sends)
        if (delayMs > 0) this.timers.after(delayMs, each);
        else each();
  }

  #sendCollected(): void {
    for (const send of this.#collected.splice(0).reverse()) send();
  }
}
