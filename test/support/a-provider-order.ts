import type { Provider } from '@daybook/contract';
import { randomInt, randomUUID } from 'node:crypto';
import type { RecordingProxy } from './recording-proxy.js';

/** An order at a provider, which is sent to production in minute 3, shipped in 5 and delivered in 7. */
export interface ProviderOrder {
  webhooks: { minute: number; body: object }[];
  /** Answers as the provider does in that minute. */
  serve(proxy: RecordingProxy, now: () => number): void;
}

export function aProviderOrder(provider: Provider, time: (minute: number) => string): ProviderOrder {
  return provider === 'printify' ? atPrintify(time) : atPrintful(time);
}

const tracking = { tracking_number: 'one', tracking_url: null };

function atPrintify(time: (minute: number) => string): ProviderOrder {
  const id = randomUUID();
  const webhook = (minute: number, type: string, data: object = {}) => ({
    minute,
    body: { id: randomUUID(), type, created_at: time(minute), resource: { id, type: 'order', data } },
  });
  const parcel = { carrier: { code: 'dhl', ...tracking } };
  const order = (now: number) => ({
    ...{ id, sent_to_production_at: now < 3 ? null : time(3), fulfilled_at: now < 6 ? null : time(6) },
    status: now < 3 ? 'pending' : now < 5 ? 'in-production' : now < 6 ? 'partially-fulfilled' : 'fulfilled',
    shipments: now < 5 ? [] : [{ carrier: 'dhl', number: 'one', url: null, delivered_at: now < 7 ? null : time(7) }],
  });
  return {
    webhooks: [
      webhook(3, 'order:sent-to-production'),
      webhook(4, 'order:updated', { status: 'in-production' }),
      webhook(5, 'order:shipment:created', { shipped_at: time(5), ...parcel }),
      webhook(6, 'order:updated', { status: 'fulfilled' }),
      webhook(7, 'order:shipment:delivered', { delivered_at: time(7), ...parcel }),
    ],
    serve(proxy, now) {
      proxy.always(/^POST .*\/orders\.json$/, { body: { id } });
      proxy.always(/^POST .*\/send_to_production\.json$/, { body: {} });
      proxy.always(/^GET .*\/orders\/.*\.json$/, () => ({ body: order(now()) }));
    },
  };
}

function atPrintful(time: (minute: number) => string): ProviderOrder {
  const id = randomInt(2 ** 40);
  const webhook = (minute: number, type: string, data: object = {}) => ({
    minute,
    body: {
      ...{ type, occurred_at: time(minute), retries: 0, store_id: 12 },
      data: { order: { id, status: 'inprocess' }, ...data },
    },
  });
  const status = (now: number) => (now < 3 ? 'pending' : now < 5 ? 'inprocess' : now < 6 ? 'partial' : 'fulfilled');
  const shipment = (now: number) => ({
    ...{ id: 10, ...tracking, carrier: 'DHL', shipment_status: 'shipped', shipped_at: time(5) },
    delivery_status: now < 7 ? 'in_transit' : 'delivered',
    delivered_at: now < 7 ? null : time(7),
  });
  return {
    webhooks: [
      webhook(3, 'order_updated'),
      webhook(5, 'shipment_sent', { shipment: { id: 10, ...tracking } }),
      webhook(6, 'order_updated', { order: { id, status: 'fulfilled' } }),
      webhook(7, 'shipment_delivered', { shipment: { id: 10, ...tracking, delivered_at: time(7) } }),
    ],
    serve(proxy, now) {
      proxy.always(/^POST .*\/orders$/, { body: { result: { id, status: 'pending' } } });
      proxy.always(/^GET .*\/shipments$/, () => ({ body: { data: now() < 5 ? [] : [shipment(now())] } }));
      proxy.always(/^GET .*\/orders\/\d+$/, () => ({ body: { result: { id, status: status(now()) } } }));
    },
  };
}
