import { randomBytes } from 'node:crypto';
import type { StubRequest, StubResponse } from './stub-server.js';

export interface StubOrder {
  id: number;
  external_id: string;
  status: string;
  recipient: Record<string, string>;
  items: Record<string, unknown>[];
  shipments: Record<string, unknown>[];
}
export interface StubProduct {
  sync_product: { id: number; name: string; is_ignored?: boolean } & Record<string, unknown>;
  sync_variants: Record<string, unknown>[];
}
interface StubConfiguration {
  default_url: string;
  expires_at: string | null;
  events: { type: string }[];
  secret_key: string;
}

const ok = (result: unknown): StubResponse => ({ body: { code: 200, result } });
const refused = (status: number, message: string): StubResponse => ({
  status,
  body: { code: status, result: message, error: { reason: status === 404 ? 'NotFound' : 'BadRequest', message } },
});

/** Printful's store 12, with the behaviour that its documentation describes. */
export class PrintfulStub {
  orders: StubOrder[] = [];
  shipments: Record<string, unknown>[] = [];
  configuration: StubConfiguration | null = null;
  /** Its products with their variants. */
  products: StubProduct[] = [];
  /** The expiry of the next registration. */
  expiresAt: string | null = null;
  /** The status of an order once it is confirmed. */
  confirmedAs = 'pending';

  clear(): void {
    this.orders = [];
    this.shipments = [];
    this.products = [];
    this.configuration = null;
    this.expiresAt = null;
    this.confirmedAs = 'pending';
  }

  respond = (request: StubRequest): StubResponse => {
    const { authorization, 'x-pf-store-id': store } = request.headers;
    if (authorization !== 'Bearer pf-token' || store !== '12') return refused(401, 'Malformed Authorization header.');
    if (request.path === '/v2/webhooks') return this.respondToWebhook(request);
    if (request.path.startsWith('/sync/products')) return this.respondToProduct(request);
    const [, version, id = '', action] = /^(\/v2)?\/orders(?:\/([^/]+))?(?:\/(\w+))?$/.exec(request.path) ?? [];
    return version ? this.respondToShipment(request, action) : this.respondToOrder(request, id);
  };

  addOrder(more: Partial<StubOrder> = {}): StubOrder {
    const id = 4_235 + this.orders.length;
    const order = {
      id,
      external_id: `ours-${id}`,
      status: 'pending',
      recipient: {},
      items: [],
      shipments: [],
      ...more,
    };
    this.orders.push(order);
    return order;
  }

  private respondToOrder({ method, query, body }: StubRequest, id: string): StubResponse {
    const given = body as Partial<StubOrder> | undefined;
    if (id === '') {
      if (this.orders.some(({ external_id }) => external_id === given?.external_id)) {
        return refused(400, 'Order with this external ID already exists');
      }
      const wanted = given?.recipient?.['zip'] ? this.addOrder({ ...given, status: 'draft' }) : null;
      return wanted ? this.confirmed(wanted, query) : refused(400, 'Recipient: ZIP code is missing.');
    }
    const order = this.orders.find((one) => `@${one.external_id}` === id || String(one.id) === id);
    if (!order) return refused(404, 'Not found');
    const isDraft = ['draft', 'failed'].includes(order.status);
    if (method === 'PUT') {
      if (!isDraft) return refused(400, 'Only draft orders can be updated.');
      return this.confirmed(Object.assign(order, given), query);
    }
    if (method === 'DELETE') {
      if (!isDraft && order.status !== 'pending') return refused(400, 'This order can not be cancelled any more.');
      order.status = 'canceled';
    }
    return ok(order);
  }

  private confirmed(order: StubOrder, query: URLSearchParams): StubResponse {
    if (query.get('confirm') === 'true') order.status = this.confirmedAs;
    return ok(order);
  }

  private respondToProduct({ path, query }: StubRequest): StubResponse {
    const [, id] = /^\/sync\/products\/(\d+)$/.exec(path) ?? [];
    if (id !== undefined) {
      const product = this.products.find(({ sync_product }) => String(sync_product.id) === id);
      return product ? ok(product) : refused(404, 'Not found');
    }
    const [limit, offset] = [Math.min(100, Number(query.get('limit') ?? 20)), Number(query.get('offset') ?? 0)];
    const result = this.products.slice(offset, offset + limit).map(({ sync_product }) => sync_product);
    return { body: { code: 200, result, paging: { total: this.products.length, limit, offset } } };
  }

  private respondToShipment({ path, query }: StubRequest, action: string | undefined): StubResponse {
    if (action !== 'shipments') return refused(404, 'Not found');
    const [limit, offset] = [Number(query.get('limit') ?? 20), Number(query.get('offset') ?? 0)];
    return {
      body: {
        data: this.shipments.slice(offset, offset + limit),
        _links: { self: { href: path } },
        paging: { total: this.shipments.length, limit, offset },
      },
    };
  }

  private respondToWebhook({ method, body }: StubRequest): StubResponse {
    if (method === 'GET') {
      if (!this.configuration) return refused(404, 'Not found');
      const { secret_key: _, ...shown } = this.configuration;
      return ok(shown);
    }
    this.configuration = {
      expires_at: this.expiresAt,
      secret_key: randomBytes(64).toString('hex'),
      ...(body as Pick<StubConfiguration, 'default_url' | 'events'>),
    };
    return ok(this.configuration);
  }
}
