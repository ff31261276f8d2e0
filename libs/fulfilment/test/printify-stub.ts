import { randomBytes } from 'node:crypto';
import type { StubRequest, StubResponse } from './stub-server.js';

export interface StubOrder {
  id: string;
  status: string;
  external_id: string;
  created_at: string;
  [field: string]: unknown;
}
interface StubWebhook {
  id: string;
  topic: string;
  url: string;
  secret: string | undefined;
}

/** Formats a time as Printify does. */
export const printifyTime = (at: Date) => at.toISOString().replace('T', ' ').replace(/\..*/, '+00:00');

const refused = (code: number, reason: unknown): StubResponse => ({
  status: 400,
  body: {
    status: 'error',
    code,
    message: 'Validation failed.',
    errors: { reason: typeof reason === 'string' ? reason : JSON.stringify(reason), code },
  },
});
const missing: StubResponse = { status: 404, body: { status: 'error', code: 404, message: 'Not found.' } };

/** Printify's shop 815256, with the behaviour that its documentation describes. */
export class PrintifyStub {
  orders: StubOrder[] = [];
  webhooks: StubWebhook[] = [];
  products: Record<string, unknown>[] = [];

  clear(): void {
    this.orders = [];
    this.webhooks = [];
    this.products = [];
  }

  respond = (heard: StubRequest): StubResponse => {
    const { authorization, 'user-agent': agent } = heard.headers;
    if (authorization !== 'Bearer pfy-token' || !agent) return { status: 401, body: { message: 'Unauthenticated.' } };
    const [, kind = '', rest = ''] =
      /^\/v1\/shops\/815256\/(orders|webhooks|products)(.*)\.json$/.exec(heard.path) ?? [];
    if (kind === 'webhooks') return this.respondToWebhook(heard, rest.slice(1));
    if (kind === 'products') return pageOf(this.products, heard.query, 50);
    if (kind === 'orders') return this.respondToOrder(heard, rest.slice(1).split('/'));
    return missing;
  };

  /** Adds an order that was created but not sent to production. */
  addOrder(more: Partial<StubOrder> = {}): StubOrder {
    const order = {
      id: randomBytes(12).toString('hex'),
      status: 'on-hold',
      external_id: randomBytes(8).toString('hex'),
      created_at: printifyTime(new Date()),
      ...more,
    };
    this.orders.unshift(order);
    return order;
  }

  private respondToOrder({ method, query, body }: StubRequest, [id = '', action]: string[]): StubResponse {
    if (id === '')
      return method === 'POST' ? this.create(body as Record<string, unknown>) : pageOf(this.orders, query, 10);
    const order = this.orders.find((one) => one.id === id);
    if (!order) return missing;
    if (action === 'send_to_production') {
      if (order.status !== 'on-hold') return refused(8150, 'Order can not be sent to production.');
      order.status = 'sending-to-production';
    }
    if (action === 'cancel') {
      if (!['on-hold', 'payment-not-received'].includes(order.status))
        return refused(8151, 'Order can not be cancelled.');
      order.status = 'canceled';
    }
    return { body: order };
  }

  private create(order: Record<string, unknown>): StubResponse {
    const address = order['address_to'] as Record<string, string>;
    const empty = ['first_name', 'last_name', 'address1', 'city', 'zip', 'country'].filter((field) => !address[field]);
    if (empty.length > 0) {
      return refused(8103, Object.fromEntries(empty.map((field) => [field, [`The ${field} field is required.`]])));
    }
    const { id } = this.addOrder({
      ...order,
      external_id: undefined,
      metadata: { order_type: 'api', shop_order_id: order['external_id'], shop_order_label: order['label'] },
    });
    return { body: { id } };
  }

  private respondToWebhook({ method, body, query }: StubRequest, id: string): StubResponse {
    if (method === 'GET')
      return { body: this.webhooks.map(({ secret: _, ...shown }) => ({ ...shown, shop_id: '815256' })) };
    if (method === 'POST') {
      const webhook = { id: randomBytes(12).toString('hex'), ...(body as Omit<StubWebhook, 'id'>) };
      this.webhooks.push(webhook);
      return { body: { id: webhook.id, topic: webhook.topic, url: webhook.url, shop_id: '815256' } };
    }
    const index = this.webhooks.findIndex((one) => one.id === id);
    const webhook = this.webhooks[index];
    if (!webhook) return missing;
    if (query.get('host') !== new URL(webhook.url).hostname) return refused(8000, 'Wrong host.');
    this.webhooks.splice(index, 1);
    return { body: { id } };
  }
}

function pageOf(all: unknown[], query: URLSearchParams, most: number): StubResponse {
  const limit = Math.min(most, Number(query.get('limit') ?? most));
  const page = Number(query.get('page') ?? 1);
  const data = all.slice((page - 1) * limit, page * limit);
  const last_page = Math.max(1, Math.ceil(all.length / limit));
  return { body: { current_page: page, data, last_page, total: all.length } };
}
