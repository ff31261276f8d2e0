import { constantTimeEqual, eventId, eventType, hmacSha256, jsonText, type WebhookEnvelope } from '@daybook/webhooks';
import { z } from 'zod';
import {
  optionalLabel,
  optionalList,
  optionalTimestamp,
  optionalText,
  optionalUrl,
  requiredText,
} from '../provider/fields.js';
import type {
  FulfilmentUpdate,
  ParcelItem,
  ProviderWebhook,
  ShipmentInfo,
  WebhookHeaders,
} from '../provider/provider.js';
import { hadIssues, notPaid, onHold, toParcel } from './printify-updates.js';

const envelope = z.object({ id: eventId, type: eventType, created_at: optionalTimestamp });

const event = z.object({ type: z.string(), resource: z.unknown().optional() });
const subject = z.object({ id: requiredText, type: optionalText, data: z.looseObject({}).nullish().catch(null) });

const statusData = z.object({ status: optionalText });
const tracking = z.object({ code: optionalLabel, tracking_number: optionalLabel, tracking_url: optionalUrl });
const parcelData = z.object({
  shipped_at: optionalTimestamp,
  delivered_at: optionalTimestamp,
  carrier: tracking.nullish().catch(null),
  skus: optionalList(optionalText),
});

type Reader = (data: object, at: Date) => FulfilmentUpdate[];

/** The topics that are about orders. Daybook registers for these only. */
const readers: Record<string, Reader> = {
  'order:created': () => [],
  'order:sent-to-production': () => [],
  'order:updated': (data, at) => statusUpdates(statusData.parse(data).status ?? '', at),
  'order:shipment:created': (data, at) => {
    const { carrier, shipped_at, skus } = parcelData.parse(data);
    const parcel = parcelOf(carrier);
    return [...packedUpdates(parcel, skus), { kind: 'parcel_shipped', parcel, at: shipped_at ?? at }];
  },
  'order:shipment:delivered': (data, at) => {
    const { carrier, delivered_at, skus } = parcelData.parse(data);
    const parcel = parcelOf(carrier);
    return [...packedUpdates(parcel, skus), { kind: 'parcel_delivered', parcel, at: delivered_at ?? at }];
  },
};
/** A list of SKUs; one that is named once may stand for several pieces. */
function packedUpdates({ key }: ShipmentInfo, skus: (string | null)[]): FulfilmentUpdate[] {
  const named = Object.entries(Object.groupBy(skus, (sku) => sku ?? ''));
  const items = named.map(([value, all]): ParcelItem => {
    const count = all?.length ?? 0;
    return { by: 'sku', value, quantity: count > 1 ? count : null };
  });
  return items.length === 0 ? [] : [{ kind: 'parcel_packed', key, items, at: null }];
}

export const topics = Object.keys(readers);

const parcelOf = (carrier: z.output<typeof tracking> | null | undefined) =>
  toParcel({
    carrier: carrier?.code ?? null,
    number: carrier?.tracking_number ?? null,
    url: carrier?.tracking_url ?? null,
  });

const updateByStatus: Partial<Record<string, (at: Date) => FulfilmentUpdate>> = {
  'on-hold': (at) => ({ ...onHold, at }),
  'payment-not-received': (at) => ({ ...notPaid, at }),
  'sending-to-production': (at) => ({ kind: 'released', at }),
  'in-production': (at) => ({ kind: 'in_production', at }),
  'had-issues': (at) => ({ ...hadIssues, at }),
  fulfilled: (at) => ({ kind: 'all_shipped', at }),
  canceled: (at) => ({ kind: 'cancelled', reason: null, at }),
};

function statusUpdates(status: string, at: Date): FulfilmentUpdate[] {
  const update = Object.hasOwn(updateByStatus, status) ? updateByStatus[status]?.(at) : undefined;
  return update ? [update] : [];
}

export function parsePrintifyEnvelope(body: string): WebhookEnvelope {
  const { id, type, created_at } = jsonText.pipe(envelope).parse(body);
  return { eventId: id, type, occurredAt: created_at };
}

export function parsePrintifyWebhook(body: string, occurredAt: Date): ProviderWebhook {
  const { type, resource } = jsonText.pipe(event).parse(body);
  const read = Object.hasOwn(readers, type) ? readers[type] : undefined;
  const known = read ? subject.parse(resource) : subject.safeParse(resource).data;
  return {
    providerOrderId: known && (read || known.type === 'order') ? known.id : null,
    updates: read?.(known?.data ?? {}, occurredAt) ?? [],
  };
}

export const hasPrintifySignature = ({ 'x-pfy-signature': header }: WebhookHeaders): boolean =>
  typeof header === 'string' && /^sha256=[0-9a-f]{64}$/i.test(header);

/** `X-Pfy-Signature: sha256=<hex>`. Printify sends it only for webhooks registered with a secret. */
export function verifyPrintifySignature(
  body: Buffer,
  headers: WebhookHeaders,
  secrets: string[],
): 'valid' | 'bad signature' {
  const header = headers['x-pfy-signature'];
  if (typeof header !== 'string' || !header.startsWith('sha256=')) return 'bad signature';
  const hex = header.slice('sha256='.length).toLowerCase();
  const isSigned = secrets.some(
    (secret) => secret !== '' && constantTimeEqual(hex, hmacSha256(secret, body).digest('hex')),
  );
  return isSigned ? 'valid' : 'bad signature';
}
