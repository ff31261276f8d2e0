import { randomBytes } from 'node:crypto';
import type { Heard, Reply } from './stub-server.js';

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

const good = (result: unknown): Reply => ({ body: { code: 200, result } });
const refusal = (status: number, message: string): Reply => ({
  status,
  body: { code: status, result: message, error: { reason: status === 404 ? 'NotFound' : 'BadRequest', message } },
});

/** Printful's store 12, as far as its documents say how it behaves. */
export class PrintfulStub {
  orders: StubOrder[] = [];
  shipments: Record<string, unknown>[] = [];
  configuration: StubConfiguration | null = null;
  /** Its products with their variants, as it answers with one of them. */
  products: StubProduct[] = [];
  /** For what is registered next. */
  expiresAt: string | null = null;
  /** The status in which an order stands once it is confirmed. */
  confirmedAs = 'pending';

  clear(): void {
    this.orders = [];
    this.shipments = [];
    this.products = [];
    this.configuration = null;
    this.expiresAt = null;
    this.confirmedAs = 'pending';
  }

  answer = (heard: Heard): Reply => {
    const { authorization, 'x-pf-store-id': store } = heard.headers;
    if (authorization !== 'Bearer pf-token' || store !== '12') return refusal(401, 'Malformed Authorization header.');
    if (heard.path === '/v2/webhooks') return this.webhookAnswer(heard);
    if (heard.path.startsWith('/sync/products')) return this.productAnswer(heard);
    const [, version, id = '', deed] = /^(\/v2)?\/orders(?:\/([^/]+))?(?:\/(\w+))?$/.exec(heard.path) ?? [];
    return version ? this.shipmentAnswer(heard, deed) : this.orderAnswer(heard, id);
  };

  make(more: Partial<StubOrder> = {}): StubOrder {
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

  private orderAnswer({ method, query, body }: Heard, id: string): Reply {
    const given = body as Partial<StubOrder> | undefined;
    if (id === '') {
      if (this.orders.some(({ external_id }) => external_id === given?.external_id)) {
        return refusal(400, 'Order with this external ID already exists');
      }
      const wanted = given?.recipient?.['zip'] ? this.make({ ...given, status: 'draft' }) : null;
      return wanted ? this.confirmed(wanted, query) : refusal(400, 'Recipient: ZIP code is missing.');
    }
    const order = this.orders.find((one) => `@${one.external_id}` === id || String(one.id) === id);
    if (!order) return refusal(404, 'Not found');
    const isDraft = ['draft', 'failed'].includes(order.status);
    if (method === 'PUT') {
      if (!isDraft) return refusal(400, 'Only draft orders can be updated.');
      return this.confirmed(Object.assign(order, given), query);
    }
    if (method === 'DELETE') {
      if (!isDraft && order.status !== 'pending') return refusal(400, 'This order can not be cancelled any more.');
      order.status = 'canceled';
    }
    return good(order);
  }

  private confirmed(order: StubOrder, query: URLSearchParams): Reply {
    if (query.get('confirm') === 'true') order.status = this.confirmedAs;
    return good(order);
  }

  private productAnswer({ path, query }: Heard): Reply {
    const [, id] = /^\/sync\/products\/(\d+)$/.exec(path) ?? [];
    if (id !== undefined) {
      const product = this.products.find(({ sync_product }) => String(sync_product.id) === id);
      return product ? good(product) : refusal(404, 'Not found');
    }
    const [limit, offset] = [Math.min(100, Number(query.get('limit') ?? 20)), Number(query.get('offset') ?? 0)];
    const result = this.products.slice(offset, offset + limit).map(({ sync_product }) => sync_product);
    return { body: { code: 200, result, paging: { total: this.products.length, limit, offset } } };
  }

  private shipmentAnswer({ path, query }: Heard, deed: string | undefined): Reply {
    if (deed !== 'shipments') return refusal(404, 'Not found');
    const [limit, offset] = [Number(query.get('limit') ?? 20), Number(query.get('offset') ?? 0)];
    return {
      body: {
        data: this.shipments.slice(offset, offset + limit),
        _links: { self: { href: path } },
        paging: { total: this.shipments.length, limit, offset },
      },
    };
  }

  private webhookAnswer({ method, body }: Heard): Reply {
    if (method === 'GET') {
      if (!this.configuration) return refusal(404, 'Not found');
      const { secret_key: _, ...shown } = this.configuration;
      return good(shown);
    }
    this.configuration = {
      expires_at: this.expiresAt,
      secret_key: randomBytes(64).toString('hex'),
      ...(body as Pick<StubConfiguration, 'default_url' | 'events'>),
    };
    return good(this.configuration);
  }
}
