import { createHash } from 'node:crypto';
import { constantTimeEqual, eventType, hmacSha256, jsonText, type WebhookEnvelope } from '@daybook/webhooks';
import { z } from 'zod';
import { optionalTimestamp, optionalText, optionalUrl, requiredTimestamp, requiredText } from '../provider/fields.js';
import type { FulfilmentUpdate, ProviderWebhook, WebhookHeaders } from '../provider/provider.js';
import { toReason } from '../provider/reasons.js';
import { failedReason, onHoldReason, returnedReason } from './printful-updates.js';
import { toParcel } from './printful-shipment.js';

const envelope = z.object({ type: eventType, occurred_at: optionalTimestamp });

const event = z.object({ type: z.string(), occurred_at: requiredTimestamp, data: z.unknown().optional() });

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

type Reader = (data: unknown, at: Date) => { updates: FulfilmentUpdate[]; needsRefresh?: boolean };

/** The event types that are about orders. Daybook registers for these only. */
const readers: Record<string, Reader> = {
  // it carries neither the carrier nor the goods
  shipment_sent: () => ({ updates: [], needsRefresh: true }),
  // the refresh finds its carrier when the parcel is new to us
  shipment_delivered: (data, at) => {
    const { shipment } = withShipment.parse(data);
    const parcel = toParcel(shipment);
    return { updates: [{ kind: 'parcel_delivered', parcel, at: shipment.delivered_at ?? at }], needsRefresh: true };
  },
  shipment_returned: (data, at) => {
    const { shipment, reason } = withShipment.parse(data);
    return { updates: [{ kind: 'parcel_returned', parcel: toParcel(shipment), reason: returnedReason(reason), at }] };
  },
  // the order says whether it was cancelled or goes in another parcel
  shipment_canceled: () => ({ updates: [], needsRefresh: true }),
  order_updated: (data, at) => ({ updates: statusUpdates(ofOrder.parse(data).order.status, at) }),
  order_failed: (data, at) => ({
    updates: [{ kind: 'problem', reason: withReason.parse(data).reason ?? failedReason, at }],
  }),
  order_canceled: (data, at) => ({ updates: [{ kind: 'cancelled', reason: withReason.parse(data).reason, at }] }),
  order_put_hold: (data, at) => ({
    updates: [{ kind: 'on_hold', reason: withReason.parse(data).reason ?? onHoldReason, at }],
  }),
  order_remove_hold: (_data, at) => ({ updates: [{ kind: 'released', at }] }),
};
export const eventTypes = Object.keys(readers);

/** The statuses without an event type of their own: holds, failures and cancellations have one, with the reason. */
function statusUpdates(status: string, at: Date): FulfilmentUpdate[] {
  if (status === 'inprocess') return [{ kind: 'in_production', at }];
  return status === 'fulfilled' ? [{ kind: 'all_shipped', at }] : [];
}

export function parsePrintfulEnvelope(body: string): WebhookEnvelope {
  const { type, occurred_at } = jsonText.pipe(envelope).parse(body);
  return { eventId: hashWithoutRetries(body), type, occurredAt: occurred_at };
}

export function parsePrintfulWebhook(body: string): ProviderWebhook {
  const { type, occurred_at, data } = jsonText.pipe(event).parse(body);
  const read = Object.hasOwn(readers, type) ? readers[type] : undefined;
  const known = read ? ofOrder.parse(data) : ofOrder.safeParse(data).data;
  return {
    occurredAt: occurred_at,
    providerOrderId: known?.order.id ?? null,
    updates: [],
    needsRefresh: false,
    ...read?.(data, occurred_at),
  };
}

/** Printful gives events no id. Deliveries of one event differ only in their retry counter. */
function hashWithoutRetries(body: string): string {
  const { retries: _, ...rest } = JSON.parse(body) as Record<string, unknown>;
  return createHash('sha256').update(JSON.stringify(rest)).digest('hex');
}

export const hasPrintfulSignature = ({ 'x-pf-webhook-signature': header }: WebhookHeaders): boolean =>
  typeof header === 'string' && /^[0-9a-f]{64}$/i.test(header);

/** `x-pf-webhook-signature: <hex>`. A secret that is not hexadecimal would make an empty key, so it is left out. */
export function verifyPrintfulSignature(
  body: Buffer,
  headers: WebhookHeaders,
  secrets: string[],
): 'valid' | 'bad signature' {
  const header = headers['x-pf-webhook-signature'];
  if (typeof header !== 'string') return 'bad signature';
  const keys = secrets.filter((secret) => /^([0-9a-f]{2})+$/i.test(secret)).map((secret) => Buffer.from(secret, 'hex'));
  return keys.some((key) => constantTimeEqual(header.toLowerCase(), hmacSha256(key, body).digest('hex')))
    ? 'valid'
    : 'bad signature';
}
