import { constantTimeEqual, eventId, eventType, hmacSha256, jsonText, type WebhookEnvelope } from '@daybook/webhooks';
import { z } from 'zod';
import { optionalTimestamp, optionalText, optionalUrl, requiredTimestamp, requiredText } from '../provider/fields.js';
import type { FulfilmentUpdate, ProviderWebhook, WebhookHeaders } from '../provider/provider.js';
import { hadIssues, notPaid, onHold, toParcel } from './printify-updates.js';

const envelope = z.object({ id: eventId, type: eventType, created_at: optionalTimestamp });

const event = z.object({
  type: z.string(),
  created_at: requiredTimestamp,
  resource: z.object({ id: requiredText, type: z.string(), data: z.unknown().optional() }),
});

const statusData = z.object({ status: z.string() });

const parcelData = z.object({
  shipped_at: optionalTimestamp,
  delivered_at: optionalTimestamp,
  carrier: z
    .object({ code: optionalText, tracking_number: optionalText, tracking_url: optionalUrl })
    .transform(({ code, tracking_number, tracking_url }) =>
      toParcel({ carrier: code, number: tracking_number, url: tracking_url }),
    ),
});

/** The topics that are about orders. Daybook registers for these only. */
const readers = {
  'order:updated': (data: unknown, at: Date) => statusUpdates(statusData.parse(data).status, at),
  'order:shipment:created': (data: unknown, at: Date): FulfilmentUpdate[] => {
    const { carrier, shipped_at } = parcelData.parse(data);
    return [{ kind: 'parcel_shipped', parcel: carrier, at: shipped_at ?? at }];
  },
  'order:shipment:delivered': (data: unknown, at: Date): FulfilmentUpdate[] => {
    const { carrier, delivered_at } = parcelData.parse(data);
    return [{ kind: 'parcel_delivered', parcel: carrier, at: delivered_at ?? at }];
  },
};
export const topics = Object.keys(readers);

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

export function parsePrintifyWebhook(body: string): ProviderWebhook {
  const { type, created_at, resource } = jsonText.pipe(event).parse(body);
  const isAboutOrder = resource.type === 'order';
  const read = Object.entries(readers).find(([topic]) => topic === type)?.[1];
  return {
    occurredAt: created_at,
    providerOrderId: isAboutOrder ? resource.id : null,
    updates: isAboutOrder && read ? read(resource.data, created_at) : [],
    needsRefresh: false,
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
