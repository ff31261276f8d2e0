import { createHmac, randomBytes } from 'node:crypto';
import type { OrderEvent, Parcel, ProviderOrder } from '../orders/provider-order.js';
import type { PersistedState } from '../server/persisted-state.js';
import type { SandboxSettings } from '../settings.js';
import type { ProviderWebhooks } from '../webhooks/provider-webhooks.js';
import { isAccepted } from '../webhooks/webhook-sender.js';
import { printfulStatus, printfulTime } from './printful-format.js';

const maxRetries = 6;

/** Where a store's webhooks go, and which ones. */
export interface PrintfulWebhookConfiguration {
  defaultUrl: string | null;
  /** ISO 8601; null: never. */
  expiresAt: string | null;
  /** An event without a URL of its own goes to the default one. */
  events: { type: string; url: string | null }[];
  /** Hexadecimal. */
  secretKey: string;
  publicKey: string;
}

/**
 * Printful's webhooks, as version 2 of its API sends them, and the one configuration of a store, which survives a restart.
 * They are signed with its secret, and retried after longer and longer waits until a 2xx comes.
 */
export class PrintfulWebhooks {
  /** Also one that has expired. */
  configuration: PrintfulWebhookConfiguration | null = null;

  constructor(
    private readonly settings: SandboxSettings,
    private readonly webhooks: ProviderWebhooks,
    private readonly state: PersistedState,
  ) {
    state.register<PrintfulWebhookConfiguration | null>('printful-webhooks', {
      snapshot: () => this.configuration,
      restore: (configuration) => (this.configuration = configuration),
    });
  }

  get activeConfiguration(): PrintfulWebhookConfiguration | null {
    const expiresAt = this.configuration?.expiresAt ?? null;
    return expiresAt !== null && Date.parse(expiresAt) <= Date.now() ? null : this.configuration;
  }

  /** Replaces the earlier configuration and its secret. */
  configure(
    configuration: Omit<PrintfulWebhookConfiguration, 'secretKey' | 'publicKey'>,
  ): PrintfulWebhookConfiguration {
    const keys = { secretKey: randomBytes(64).toString('hex'), publicKey: randomBytes(9).toString('base64') };
    this.configuration = { ...configuration, ...keys };
    this.state.scheduleWrite();
    return this.configuration;
  }

  removeConfiguration(): void {
    this.configuration = null;
    this.state.scheduleWrite();
  }

  notify(order: ProviderOrder, event: OrderEvent): void {
    const { PRINTFUL_STORE_ID: storeId, PRINTFUL_RETRY_MS: retryMs } = this.settings;
    const { type, data } = webhookFor(order, event, storeId);
    if (this.#urlFor(type) === null) return;
    const occurred_at = printfulTime(order.updatedAt);
    const subject = { provider: order.provider, orderId: order.id, type, occurredAt: order.updatedAt };
    this.webhooks.send(subject, {
      url: () => this.#urlFor(type),
      createRequest: (retries) =>
        this.#signedRequest(JSON.stringify({ type, occurred_at, retries, store_id: storeId, data })),
      backoffMs: (retries) => (retries < maxRetries ? retryMs * 4 ** retries : null),
      accepts: isAccepted,
    });
  }

  #urlFor(type: string): string | null {
    const event = this.activeConfiguration?.events.find((one) => one.type === type);
    return event ? (event.url ?? this.configuration?.defaultUrl ?? null) : null;
  }

  #signedRequest(body: string) {
    // the key is the bytes that the hexadecimal secret stands for
    const key = Buffer.from(this.configuration?.secretKey ?? '', 'hex');
    const headers = {
      'content-type': 'application/json',
      'user-agent': 'Printful',
      'x-pf-webhook-signature': createHmac('sha256', key).update(body).digest('hex'),
    };
    return { body, headers };
  }
}

function webhookFor(order: ProviderOrder, event: OrderEvent, storeId: number): { type: string; data: object } {
  const data = { order: orderData(order, storeId) };
  const reason = order.reason ?? '';
  switch (event.kind) {
    case 'created':
      return { type: 'order_created', data };
    case 'parcel_shipped':
      return { type: 'shipment_sent', data: { shipment: shipmentData(event.parcel, storeId), ...data } };
    case 'parcel_delivered':
      return { type: 'shipment_delivered', data: { shipment: shipmentData(event.parcel, storeId), ...data } };
    case 'parcel_returned':
      return { type: 'shipment_returned', data: { reason, shipment: shipmentData(event.parcel, storeId), ...data } };
    case 'on_hold':
    case 'unpaid':
      return { type: 'order_put_hold', data: { reason, ...data } };
    case 'released':
      return event.from === 'problem'
        ? { type: 'order_updated', data }
        : { type: 'order_remove_hold', data: { reason: 'The hold was removed', ...data } };
    case 'problem':
      return { type: 'order_failed', data: { reason, ...data } };
    case 'cancelled':
      return { type: 'order_canceled', data: { reason, ...data } };
    default:
      return { type: 'order_updated', data };
  }
}

const orderData = (order: ProviderOrder, storeId: number) => ({
  id: Number(order.id),
  external_id: order.externalId ?? '',
  status: printfulStatus[order.state],
  store_id: storeId,
  dashboard_url: `https://www.printful.com/dashboard?order_id=${order.id}`,
  created_at: printfulTime(order.createdAt),
  updated_at: printfulTime(order.updatedAt),
});

/** The carrier and the items are in the shipments API only. */
const shipmentData = (parcel: Parcel, storeId: number) => ({
  id: parcel.id,
  status: parcel.returnedAt === null ? 'shipped' : 'returned',
  store_id: storeId,
  tracking_number: parcel.trackingNumber,
  tracking_url: parcel.trackingUrl,
  created_at: printfulTime(parcel.shippedAt),
  ship_date: parcel.shippedAt.slice(0, 10),
  shipped_at: printfulTime(parcel.shippedAt),
  delivered_at: parcel.deliveredAt === null ? null : printfulTime(parcel.deliveredAt),
  reshipment: parcel.isReshipment,
});
