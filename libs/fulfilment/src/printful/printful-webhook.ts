import { createHash } from 'node:crypto';
import { constantTimeEqual, eventType, hmacSha256, jsonText, type WebhookEnvelope } from '@daybook/webhooks';
import { z } from 'zod';
import { optionalLabel, optionalTimestamp, optionalText, optionalUrl, requiredText } from '../provider/fields.js';
import type { FulfilmentUpdate, ProviderWebhook, WebhookHeaders } from '../provider/provider.js';
import { toReason } from '../provider/reasons.js';
import { failedReason, onHoldReason, returnedReason } from './printful-updates.js';
import { toParcel } from './printful-shipment.js';

const envelope = z.object({ type: eventType, occurred_at: optionalTimestamp });

const event = z.object({ type: z.string(), data: z.unknown().optional() });

const order = z.object({ id: requiredText, status: optionalText });
const ofOrder = z.object({ order });
const reason = optionalText.transform((text) => (text === null ? null : toReason(text)));
const shipment = z.object({
  id: requiredText,
  tracking_number: optionalLabel,
  tracking_url: optionalUrl,
  delivered_at: optionalTimestamp,
});
/** Without a shipment's id nothing says which parcel it is: the order has to. */
const details = ofOrder.extend({ reason, shipment: shipment.nullish().catch(null) });
type Details = z.output<typeof details>;

type Reader = (details: Details, at: Date) => FulfilmentUpdate[];
const nothing: Reader = () => [];

/** The event types that are about orders. Daybook registers for these only. */
const readers: Record<string, Reader> = {
  order_created: nothing,
  // it carries neither the carrier nor the goods
  shipment_sent: nothing,
  shipment_delivered: ({ shipment }, at) =>
    shipment ? [{ kind: 'parcel_delivered', parcel: toParcel(shipment), at: shipment.delivered_at ?? at }] : [],
  shipment_returned: ({ shipment, reason }, at) =>
    shipment
      ? [{ kind: 'parcel_returned', parcel: toParcel(shipment), reason: returnedReason(reason), at }]
      : [{ kind: 'problem', reason: returnedReason(reason), at }],
  // the order says whether it was cancelled or goes in another parcel
  shipment_canceled: nothing,
  order_updated: ({ order: { status } }, at) => statusUpdates(status, at),
  order_failed: ({ reason }, at) => [{ kind: 'problem', reason: reason ?? failedReason, at }],
  order_canceled: ({ reason }, at) => [{ kind: 'cancelled', reason, at }],
  order_put_hold: ({ reason }, at) => [{ kind: 'on_hold', reason: reason ?? onHoldReason, at }],
  order_remove_hold: (_details, at) => [{ kind: 'released', at }],
  order_refunded: nothing,
};
export const eventTypes = Object.keys(readers);

/** The statuses without an event type of their own: holds, failures and cancellations have one, with the reason. */
function statusUpdates(status: string | null, at: Date): FulfilmentUpdate[] {
  if (status === 'inprocess') return [{ kind: 'in_production', at }];
  return status === 'fulfilled' ? [{ kind: 'all_shipped', at }] : [];
}

export function parsePrintfulEnvelope(body: string): WebhookEnvelope {
  const { type, occurred_at } = jsonText.pipe(envelope).parse(body);
  return { eventId: hashWithoutRetries(body), type, occurredAt: occurred_at };
}

export function parsePrintfulWebhook(body: string, occurredAt: Date): ProviderWebhook {
  const { type, data } = jsonText.pipe(event).parse(body);
  const read = Object.hasOwn(readers, type) ? readers[type] : undefined;
  const known = read ? details.parse(data) : details.safeParse(data).data;
  return {
    providerOrderId: known?.order.id ?? null,
    updates: (known && read?.(known, occurredAt)) ?? [],
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
