import { createHash } from 'node:crypto';
import { jsonText } from '@daybook/webhooks';
import { z } from 'zod';
import { optionalTimestamp, optionalText, optionalUrl, requiredTimestamp, requiredText } from '../provider/fields.js';
import type { FulfilmentUpdate, ProviderWebhook, WebhookHeaders } from '../provider/provider.js';
import { toReason } from '../provider/reasons.js';
import { isSignedWith } from '../provider/signature.js';
import { failed, heldBack, returned } from './printful-updates.js';
import { parcelOf } from './printful-shipment.js';

const event = z.object({ type: requiredText, occurred_at: requiredTimestamp, data: z.unknown().optional() });

const order = z.object({ id: requiredText, status: z.string() });
const ofOrder = z.object({ order });
const reason = optionalText.transform((text) => (text === null ? null : toReason(text)));
const withReason = ofOrder.extend({ reason });
const withShipment = withReason.extend({
  shipment: z.object({
    id: requiredText,
    tracking_number: optionalText,
    tracking_url: optionalUrl,
    delivered_at: optionalTimestamp,
  }),
});

type Reader = (data: unknown, at: Date) => { news: FulfilmentUpdate[]; needsRefresh?: boolean };

/** The types that say something about an order; Printful is asked for these and no others. */
const readers: Record<string, Reader> = {
  // neither the carrier nor the goods are in it
  shipment_sent: () => ({ news: [], needsRefresh: true }),
  // the look finds its carrier, should it be the first we hear of it
  shipment_delivered: (data, at) => {
    const { shipment } = withShipment.parse(data);
    const parcel = parcelOf(shipment);
    return { news: [{ kind: 'parcel_delivered', parcel, at: shipment.delivered_at ?? at }], needsRefresh: true };
  },
  shipment_returned: (data, at) => {
    const { shipment, reason } = withShipment.parse(data);
    return { news: [{ kind: 'parcel_returned', parcel: parcelOf(shipment), reason: returned(reason), at }] };
  },
  // of an order that is cancelled, or to be sent in another parcel: the order tells
  shipment_canceled: () => ({ news: [], needsRefresh: true }),
  order_updated: (data, at) => ({ news: statusUpdates(ofOrder.parse(data).order.status, at) }),
  order_failed: (data, at) => ({
    news: [{ kind: 'problem', reason: withReason.parse(data).reason ?? failed, at }],
  }),
  order_canceled: (data, at) => ({ news: [{ kind: 'cancelled', reason: withReason.parse(data).reason, at }] }),
  order_put_hold: (data, at) => ({
    news: [{ kind: 'on_hold', reason: withReason.parse(data).reason ?? heldBack, at }],
  }),
  order_remove_hold: (_data, at) => ({ news: [{ kind: 'released', at }] }),
};
export const eventTypes = Object.keys(readers);

/** What no other type tells; holds, failures and cancellations have one of their own, with the reason. */
function statusUpdates(status: string, at: Date): FulfilmentUpdate[] {
  if (status === 'inprocess') return [{ kind: 'in_production', at }];
  return status === 'fulfilled' ? [{ kind: 'all_shipped', at }] : [];
}

export function parsePrintfulWebhook(body: string): ProviderWebhook {
  const { type, occurred_at, data } = jsonText.pipe(event).parse(body);
  const read = Object.hasOwn(readers, type) ? readers[type] : undefined;
  const known = read ? ofOrder.parse(data) : ofOrder.safeParse(data).data;
  return {
    eventId: hashOf(body),
    type,
    occurredAt: occurred_at,
    providerOrderId: known?.order.id ?? null,
    updates: [],
    needsRefresh: false,
    ...read?.(data, occurred_at),
  };
}

/** Printful gives its events no id. The same for every delivery of one: a retry differs in its counter alone. */
function hashOf(body: string): string {
  const { retries: _, ...rest } = JSON.parse(body) as Record<string, unknown>;
  return createHash('sha256').update(JSON.stringify(rest)).digest('hex');
}

/** `x-pf-webhook-signature: <hex>`. The secret is hexadecimal; what is not could only ever give a key of nothing. */
export function verifyPrintful(body: Buffer, headers: WebhookHeaders, secrets: string[]): 'good' | 'bad signature' {
  const header = headers['x-pf-webhook-signature'];
  if (typeof header !== 'string') return 'bad signature';
  const keys = secrets.filter((secret) => /^([0-9a-f]{2})+$/i.test(secret)).map((secret) => Buffer.from(secret, 'hex'));
  return keys.some((key) => isSignedWith(key, body, header)) ? 'good' : 'bad signature';
}
