import type { Provider } from '@daybook/contract';
import { randomUUID } from 'node:crypto';
import { RecentMap } from '../server/recent-map.js';
import type { DeliverySchedule } from './delivery-options.js';
import type { DeliveryPolicy, DeliveryRecord, WebhookSender } from './webhook-sender.js';

const maxWebhooks = 5_000;

/** A provider's webhook about an order. */
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
export class ProviderWebhooks {
  readonly #webhooks = new RecentMap<ProviderWebhook>(maxWebhooks);

  constructor(
    private readonly sender: WebhookSender,
    private readonly schedule: DeliverySchedule,
  ) {}

  send(subject: Pick<ProviderWebhook, 'provider' | 'orderId' | 'type' | 'occurredAt'>, policy: DeliveryPolicy): void {
    const { body } = policy.write(0);
    const id = randomUUID();
    const webhook: ProviderWebhook = { ...subject, id, body, state: 'pending', nextAttemptAt: null, deliveries: [] };
    this.#webhooks.set(id, webhook);
    this.schedule.run(() => void this.sender.deliver(webhook, policy));
  }

  /** Oldest first. */
  ofOrder(orderId: string): ProviderWebhook[] {
    return this.#webhooks.oldestFirst().filter((webhook) => webhook.orderId === orderId);
  }
}
