import { Injectable } from '@nestjs/common';
import { createHmac } from 'node:crypto';
import { accepted } from '../delivery/webhook-post.js';
import type { Happening, Parcel, ProviderOrder } from '../providers/provider-order.js';
import { ProviderWebhooks } from '../providers/provider-webhooks.js';
import { SandboxSettings } from '../settings.js';
import { printfulStatus } from './printful-order-view.js';
import { PrintfulRegistration } from './printful-registration.js';
import { printfulTime } from './printful-time.js';

const tries = 6;

/**
 * Tells what happens to orders as version 2 of Printful's API does: signed with the secret of the configuration, and again
 * after ever longer waits until any 2xx comes.
 */
@Injectable()
export class PrintfulWebhooks {
  constructor(
    private readonly settings: SandboxSettings,
    private readonly registration: PrintfulRegistration,
    private readonly webhooks: ProviderWebhooks,
  ) {}

  tell(order: ProviderOrder, happening: Happening): void {
    const { storeId, retryMs } = this.settings.printful;
    const { type, data } = newsOf(order, happening, storeId);
    if (this.urlFor(type) === null) return;
    const about = { provider: order.provider, orderId: order.id, type, occurredAt: order.updatedAt };
    const occurred_at = printfulTime(order.updatedAt);
    this.webhooks.send(about, {
      url: () => this.urlFor(type),
      write: (retries) => this.signed(JSON.stringify({ type, occurred_at, retries, store_id: storeId, data })),
      waitsMs: Array.from({ length: tries }, (_, number) => retryMs * 4 ** number),
      accepts: accepted,
    });
  }

  private urlFor(type: string): string | null {
    const configuration = this.registration.inForce();
    const event = configuration?.events.find((wanted) => wanted.type === type);
    return event ? (event.url ?? configuration?.defaultUrl ?? null) : null;
  }

  /** The key of the signature is what the hexadecimal secret stands for, not its letters. */
  private signed(body: string) {
    const key = Buffer.from(this.registration.latest()?.secretKey ?? '', 'hex');
    return {
      body,
      headers: {
        'content-type': 'application/json',
        'user-agent': 'Printful',
        'x-pf-webhook-signature': createHmac('sha256', key).update(body).digest('hex'),
      },
    };
  }
}

function newsOf(order: ProviderOrder, happening: Happening, storeId: number): { type: string; data: object } {
  const about = { order: orderData(order, storeId) };
  const reason = order.reason ?? '';
  switch (happening.kind) {
    case 'created':
      return { type: 'order_created', data: about };
    case 'parcel_shipped':
      return { type: 'shipment_sent', data: { shipment: shipmentData(happening.parcel, storeId), ...about } };
    case 'parcel_delivered':
      return { type: 'shipment_delivered', data: { shipment: shipmentData(happening.parcel, storeId), ...about } };
    case 'parcel_returned':
      return {
        type: 'shipment_returned',
        data: { reason, shipment: shipmentData(happening.parcel, storeId), ...about },
      };
    case 'on_hold':
    case 'unpaid':
      return { type: 'order_put_hold', data: { reason, ...about } };
    case 'released':
      if (happening.from === 'problem') return { type: 'order_updated', data: about };
      return { type: 'order_remove_hold', data: { reason: 'The hold was removed', ...about } };
    case 'problem':
      return { type: 'order_failed', data: { reason, ...about } };
    case 'cancelled':
      return { type: 'order_canceled', data: { reason, ...about } };
    case 'accepted':
    case 'in_production':
    case 'partly_shipped':
    case 'shipped':
      return { type: 'order_updated', data: about };
  }
}

function orderData(order: ProviderOrder, storeId: number) {
  return {
    id: Number(order.id),
    external_id: order.externalId ?? '',
    status: printfulStatus[order.state],
    store_id: storeId,
    dashboard_url: `https://www.printful.com/dashboard?order_id=${order.id}`,
    created_at: printfulTime(order.createdAt),
    updated_at: printfulTime(order.updatedAt),
  };
}

/** Without the carrier and without the items: those are in the shipments API only. */
function shipmentData(parcel: Parcel, storeId: number) {
  return {
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
  };
}
