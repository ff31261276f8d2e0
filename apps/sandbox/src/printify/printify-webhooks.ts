import { createHmac, randomBytes, randomUUID } from 'node:crypto';
import type { OrderEvent, Parcel, ProviderOrder } from '../orders/provider-order.js';
import type { PersistedState } from '../server/persisted-state.js';
import type { SandboxSettings } from '../settings.js';
import type { ProviderWebhooks } from '../webhooks/provider-webhooks.js';
import { printifyStatus, printifyTime } from './printify-format.js';

const maxRetries = 3;

export const printifyTopics = [
  'shop:disconnected',
  'product:deleted',
  'product:publish:started',
  'order:created',
  'order:updated',
  'order:sent-to-production',
  'order:shipment:created',
  'order:shipment:delivered',
] as const;
type PrintifyTopic = (typeof printifyTopics)[number];

export interface PrintifyRegistration {
  id: string;
  topic: PrintifyTopic;
  url: string;
  secret: string | null;
}

/**
 * Printify's webhooks and their registrations, which survive a restart. They are signed when a secret was given, and retried
 * three times unless answered with 200; after that nothing is sent to the address for an hour.
 */
export class PrintifyWebhooks {
  registrations: readonly PrintifyRegistration[] = [];
  readonly #pausedUntil = new Map<string, number>();

  constructor(
    private readonly settings: SandboxSettings,
    private readonly webhooks: ProviderWebhooks,
    private readonly state: PersistedState,
  ) {
    state.register<readonly PrintifyRegistration[]>('printify-webhooks', {
      snapshot: () => this.registrations,
      restore: (registrations) => (this.registrations = registrations),
    });
  }

  find(id: string): PrintifyRegistration | undefined {
    return this.registrations.find((one) => one.id === id);
  }

  register(registration: Omit<PrintifyRegistration, 'id'>): PrintifyRegistration {
    const registered = { id: randomBytes(12).toString('hex'), ...registration };
    this.#setRegistrations([...this.registrations, registered]);
    return registered;
  }

  changeUrl(registration: PrintifyRegistration, url: string): PrintifyRegistration {
    const changed = { ...registration, url };
    this.#setRegistrations(this.registrations.map((one) => (one === registration ? changed : one)));
    return changed;
  }

  unregister(id: string): void {
    this.#setRegistrations(this.registrations.filter((one) => one.id !== id));
  }

  pausedUrls(): { url: string; until: Date }[] {
    const paused = [...this.#pausedUntil].filter(([, until]) => until > Date.now());
    return paused.map(([url, until]) => ({ url, until: new Date(until) }));
  }

  resumeAll(): void {
    this.#pausedUntil.clear();
  }

  notify(order: ProviderOrder, event: OrderEvent): void {
    for (const { topic, data } of webhooksFor(order, event)) {
      const body = JSON.stringify({
        id: randomUUID(),
        type: topic,
        created_at: printifyTime(order.updatedAt),
        resource: { id: order.id, type: 'order', data: { shop_id: this.settings.PRINTIFY_SHOP_ID, ...data } },
      });
      for (const registration of this.registrations)
        if (registration.topic === topic) this.#send(order, body, registration);
    }
  }

  #send(order: ProviderOrder, body: string, { id, topic, secret, url: firstUrl }: PrintifyRegistration): void {
    const { PRINTIFY_RETRY_MS: retryMs, PRINTIFY_SILENCE_MS: silenceMs } = this.settings;
    // a changed URL also applies to webhooks that are still being retried
    const currentUrl = () => this.find(id)?.url ?? firstUrl;
    const isPaused = (url: string) => (this.#pausedUntil.get(url) ?? 0) > Date.now();
    const digest = secret === null ? null : createHmac('sha256', secret).update(body).digest('hex');
    const headers = {
      'content-type': 'application/json',
      'user-agent': 'Printify',
      ...(digest !== null && { 'x-pfy-signature': `sha256=${digest}` }),
    };
    const subject = { provider: order.provider, orderId: order.id, type: topic, occurredAt: order.updatedAt };
    this.webhooks.send(subject, {
      url: () => (isPaused(currentUrl()) ? null : currentUrl()),
      createRequest: () => ({ body, headers }),
      backoffMs: (retries) => (retries < maxRetries ? retryMs : null),
      accepts: ({ status }) => status === 200,
      onDiscarded: () => this.#pausedUntil.set(currentUrl(), Date.now() + silenceMs),
    });
  }

  #setRegistrations(registrations: readonly PrintifyRegistration[]): void {
    this.registrations = registrations;
    this.state.scheduleWrite();
  }
}

function webhooksFor(order: ProviderOrder, event: OrderEvent): { topic: PrintifyTopic; data?: object }[] {
  const statusUpdate = { topic: 'order:updated', data: { status: printifyStatus[order.state] } } as const;
  switch (event.kind) {
    case 'created':
      return [{ topic: 'order:created' }];
    case 'accepted':
      return [{ topic: 'order:sent-to-production' }, statusUpdate];
    case 'parcel_shipped': {
      const shipped_at = printifyTime(event.parcel.shippedAt);
      return [{ topic: 'order:shipment:created', data: { shipped_at, ...shipmentData(order, event.parcel) } }];
    }
    case 'parcel_delivered': {
      const delivered_at = printifyTime(event.parcel.deliveredAt ?? order.updatedAt);
      return [{ topic: 'order:shipment:delivered', data: { delivered_at, ...shipmentData(order, event.parcel) } }];
    }
    // Printify has no webhook for it: only the replacement is announced
    case 'parcel_returned':
      return [];
    default:
      return [statusUpdate];
  }
}

function shipmentData(order: ProviderOrder, { carrier, trackingNumber, trackingUrl, lines }: Parcel) {
  return {
    carrier: { code: carrier, tracking_number: trackingNumber, tracking_url: trackingUrl },
    skus: order.lines.filter(({ id }) => lines.some(({ lineId }) => lineId === id)).map(({ sku }) => sku),
  };
}
