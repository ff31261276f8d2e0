import { jsonText } from '@daybook/webhooks';
import { z } from 'zod';
import { optionalMoment, optionalText, optionalUrl, requiredMoment, requiredText } from '../provider/outside-text.js';
import type { ProviderNews, ProviderWebhook, WebhookHeaders } from '../provider/provider.js';
import { isSignedWith } from '../provider/signature.js';
import { hadIssues, notPaid, onHold, parcelOf } from './printify-news.js';

const event = z.object({
  id: requiredText,
  type: requiredText,
  created_at: requiredMoment,
  resource: z.object({ id: requiredText, type: z.string(), data: z.unknown().optional() }),
});

const statusData = z.object({ status: z.string() });

const parcelData = z.object({
  shipped_at: optionalMoment,
  delivered_at: optionalMoment,
  carrier: z
    .object({ code: optionalText, tracking_number: optionalText, tracking_url: optionalUrl })
    .transform(({ code, tracking_number, tracking_url }) =>
      parcelOf({ carrier: code, number: tracking_number, url: tracking_url }),
    ),
});

/** The topics that say something about an order; Printify is asked for these and no others. */
const readers = {
  'order:updated': (data: unknown, at: Date) => statusNews(statusData.parse(data).status, at),
  'order:shipment:created': (data: unknown, at: Date): ProviderNews[] => {
    const { carrier, shipped_at } = parcelData.parse(data);
    return [{ kind: 'parcel_shipped', parcel: carrier, at: shipped_at ?? at }];
  },
  'order:shipment:delivered': (data: unknown, at: Date): ProviderNews[] => {
    const { carrier, delivered_at } = parcelData.parse(data);
    return [{ kind: 'parcel_delivered', parcel: carrier, at: delivered_at ?? at }];
  },
};
export const topics = Object.keys(readers);

const newsOfStatus: Partial<Record<string, (at: Date) => ProviderNews>> = {
  'on-hold': (at) => ({ ...onHold, at }),
  'payment-not-received': (at) => ({ ...notPaid, at }),
  'sending-to-production': (at) => ({ kind: 'released', at }),
  'in-production': (at) => ({ kind: 'in_production', at }),
  'had-issues': (at) => ({ ...hadIssues, at }),
  fulfilled: (at) => ({ kind: 'all_shipped', at }),
  canceled: (at) => ({ kind: 'cancelled', reason: null, at }),
};

function statusNews(status: string, at: Date): ProviderNews[] {
  const news = Object.hasOwn(newsOfStatus, status) ? newsOfStatus[status]?.(at) : undefined;
  return news ? [news] : [];
}

export function readPrintifyWebhook(body: string): ProviderWebhook {
  const { id, type, created_at, resource } = jsonText.pipe(event).parse(body);
  const isAboutOrder = resource.type === 'order';
  const read = Object.entries(readers).find(([topic]) => topic === type)?.[1];
  return {
    eventId: id,
    type,
    occurredAt: created_at,
    providerOrderId: isAboutOrder ? resource.id : null,
    news: isAboutOrder && read ? read(resource.data, created_at) : [],
    wantsLook: false,
  };
}

/** `X-Pfy-Signature: sha256=<hex>`; only sent for webhooks that were registered with a secret. */
export function verifyPrintify(body: Buffer, headers: WebhookHeaders, secrets: string[]): 'good' | 'bad signature' {
  const header = headers['x-pfy-signature'];
  if (typeof header !== 'string' || !header.startsWith('sha256=')) return 'bad signature';
  const hex = header.slice('sha256='.length);
  return secrets.some((secret) => secret !== '' && isSignedWith(secret, body, hex)) ? 'good' : 'bad signature';
}
