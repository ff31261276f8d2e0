import { Injectable, type OnModuleDestroy } from '@nestjs/common';
import type { Provider } from '@daybook/contract';
import { randomUUID } from 'node:crypto';
import { WebhookPost, type Delivery } from '../delivery/webhook-post.js';
import { Recent } from '../recent.js';
import { WebhookManners } from './webhook-manners.js';

const webhooksKept = 5_000;

/** A webhook about an order, and what became of it. `not_sent`: nobody has asked for it, or its provider keeps silent. */
export interface ProviderWebhook {
  id: string;
  provider: Provider;
  orderId: string;
  type: string;
  /** ISO 8601. */
  occurredAt: string;
  body: string;
  state: 'waiting' | 'delivered' | 'given_up' | 'not_sent';
  nextAttemptAt: Date | null;
  deliveries: Delivery[];
}

/** How a provider delivers. */
export interface Delivering {
  /** Where to; null when it is not to be sent at all. Asked before each attempt. */
  url: () => string | null;
  /** The body and its headers, made anew for each attempt: `retries` counts those before. */
  write: (retries: number) => { body: string; headers: Record<string, string> };
  /** The waits between the attempts, in milliseconds. */
  waitsMs: readonly number[];
  accepts: (delivery: Delivery) => boolean;
  givenUp?: () => void;
}

/** Delivers the webhooks of both providers until they are accepted or given up; the newest 5,000 can be looked at. */
@Injectable()
export class ProviderWebhooks implements OnModuleDestroy {
  private readonly webhooks = new Recent<ProviderWebhook>(webhooksKept);
  private readonly waits = new Set<NodeJS.Timeout>();
  private stopped = false;

  constructor(
    private readonly post: WebhookPost,
    private readonly manners: WebhookManners,
  ) {}

  onModuleDestroy(): void {
    this.stopped = true;
    for (const wait of this.waits) clearTimeout(wait);
  }

  send(about: Pick<ProviderWebhook, 'provider' | 'orderId' | 'type' | 'occurredAt'>, delivering: Delivering): void {
    const webhook: ProviderWebhook = {
      ...about,
      id: randomUUID(),
      body: delivering.write(0).body,
      state: 'waiting',
      nextAttemptAt: null,
      deliveries: [],
    };
    this.webhooks.put(webhook.id, webhook);
    this.manners.handle(() => void this.attempt(webhook, delivering, 0));
  }

  /** Oldest first. */
  ofOrder(orderId: string): ProviderWebhook[] {
    return this.webhooks.oldestFirst().filter((webhook) => webhook.orderId === orderId);
  }

  private async attempt(webhook: ProviderWebhook, delivering: Delivering, retries: number): Promise<void> {
    webhook.nextAttemptAt = null;
    const url = delivering.url();
    if (url === null) {
      if (webhook.state === 'waiting') webhook.state = 'not_sent';
      return;
    }
    const { body, headers } = delivering.write(retries);
    const delivery = await this.post.send({ kind: `attempt ${retries + 1}`, url, headers, body });
    if (this.stopped) return;
    webhook.deliveries.push(delivery);
    const waitMs = delivering.waitsMs[retries];
    if (delivering.accepts(delivery)) webhook.state = 'delivered';
    else if (waitMs !== undefined)
      this.waitForNext(webhook, waitMs, () => this.attempt(webhook, delivering, retries + 1));
    else {
      webhook.state = 'given_up';
      delivering.givenUp?.();
    }
  }

  private waitForNext(webhook: ProviderWebhook, waitMs: number, next: () => Promise<void>): void {
    webhook.nextAttemptAt = new Date(Date.now() + waitMs);
    const wait = setTimeout(() => {
      this.waits.delete(wait);
      void next();
    }, waitMs);
    this.waits.add(wait);
  }
}
