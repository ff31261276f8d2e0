import { z } from 'zod';
import { faultyRoutes, type ApiRoutes } from '../faults/faulty-routes.js';
import type { OrderState, ProviderOrder } from '../orders/provider-order.js';
import { CallLimit } from '../server/call-limit.js';
import { found, type Call, type RouteTable } from '../server/http.js';
import type { Services } from '../services.js';
import { printfulErrors } from './printful-errors.js';
import { printfulOrder, printfulShipments, printfulTime, syncProduct, syncVariant } from './printful-format.js';
import { parsePrintfulOrder } from './printful-order-request.js';
import type { PrintfulConfiguration } from './printful-webhooks.js';

const cancellable: readonly OrderState[] = ['draft', 'accepted', 'problem'];

const paging = z.object({
  limit: z.coerce.number().int().min(1).max(100).catch(20),
  offset: z.coerce.number().int().min(0).catch(0),
});
const ordersQuery = paging.extend({ status: z.string().optional() });
const confirmQuery = z.object({ confirm: z.enum(['true', '1', 'false', '0']).catch('false') });
const expiredQuery = z.object({ show_expired: z.string().optional() });
const url = z.url({ protocol: /^https?$/, error: 'Invalid webhook URL' }).nullish();
const configurationRequest = z.object({
  default_url: url,
  expires_at: z.iso.datetime({ offset: true, error: 'Invalid expiration date' }).nullish(),
  events: z.array(z.object({ type: z.string('Event type is missing').min(1), url }), 'Missing required parameters'),
});

/** Printful's API: orders and products in version 1, parcels and webhooks in version 2. `:id` may be `@` and our own id. */
export function printfulApi(services: Services): RouteTable {
  const { settings, origin, faults, orders, lifecycle, products, printful } = services;
  const { token, storeId, callsPerMinute } = settings.printful;
  const { currency } = settings.shop;
  const limit = new CallLimit(callsPerMinute);

  function authorize({ request, response }: Call): void {
    const [scheme = '', given = ''] = (request.get('authorization') ?? '').split(' ');
    if (scheme !== 'Bearer' || given === '') throw printfulErrors.unauthorized('Malformed Authorization header.');
    if (given !== token) throw printfulErrors.unauthorized('The access token provided is invalid.');
    if ((request.get('x-pf-store-id') ?? String(storeId)) !== String(storeId)) {
      throw printfulErrors.rejected('This store does not belong to the token.');
    }
    const counted = limit.count();
    if ('waitSeconds' in counted) throw printfulErrors.rateLimited(counted.waitSeconds, callsPerMinute);
    if (!request.path.startsWith('/printful/v2/')) return;
    response.set({
      'X-Ratelimit-Limit': String(callsPerMinute),
      'X-Ratelimit-Remaining': String(counted.remaining),
      'X-Ratelimit-Reset': '60',
      'X-Ratelimit-Policy': `${callsPerMinute};w=60`,
    });
  }
  const findOrder = (id: string) =>
    found(
      id.startsWith('@') ? orders.findByExternalId('printful', id.slice(1)) : orders.find(id, 'printful'),
      printfulErrors.notFound,
    );
  const toJson = (order: ProviderOrder) => printfulOrder(order, storeId, currency);

  const routes: ApiRoutes = {
    'read: GET /printful/orders': ({ query }) => {
      const { status, ...page } = ordersQuery.parse(query);
      const matching = orders.newestFirst('printful').map(toJson);
      const all = matching.filter((order) => status === undefined || order.status === status);
      const result = all.slice(page.offset, page.offset + page.limit);
      return { ...ok(result), paging: { total: all.length, ...page } };
    },
    'submit: POST /printful/orders': ({ body, query }) => {
      const order = parsePrintfulOrder(body, products, currency);
      if (order.externalId !== null && orders.findByExternalId('printful', order.externalId)) {
        throw printfulErrors.rejected('Order with this External ID already exists');
      }
      if (isConfirmed(query)) Object.assign(order, { state: 'accepted', acceptedAt: order.createdAt });
      lifecycle.addDraft(order);
      return ok(toJson(order));
    },
    'read: GET /printful/orders/:id': ({ id }) => ok(toJson(findOrder(id))),
    'confirm: POST /printful/orders/:id/confirm': ({ id }) => {
      const order = findOrder(id);
      if (order.state !== 'draft') throw printfulErrors.rejected('Order is already confirmed');
      lifecycle.accept(order);
      return ok(toJson(order));
    },
    'submit: PUT /printful/orders/:id': ({ id, body, query }) => {
      const order = findOrder(id);
      if (order.state !== 'draft' && order.state !== 'problem') {
        throw printfulErrors.rejected('Only draft and failed orders can be updated');
      }
      const { recipient, lines, plannedParcels, shipping } = parsePrintfulOrder(body, products, currency);
      orders.save(Object.assign(order, { recipient, lines, plannedParcels, shipping }));
      if (isConfirmed(query)) lifecycle.accept(order);
      return ok(toJson(order));
    },
    'cancel: DELETE /printful/orders/:id': ({ id }) => {
      const order = findOrder(id);
      if (!cancellable.includes(order.state)) {
        throw printfulErrors.rejected('Order cannot be canceled: it is being fulfilled already');
      }
      lifecycle.act(order, 'cancel', 'cancelled by the shop');
      return ok(toJson(order));
    },
    'read: GET /printful/v2/orders/:id/shipments': ({ id, query }) =>
      printfulShipments(findOrder(id), paging.parse(query)),
    'products: GET /printful/sync/products': ({ query }) => {
      const { limit: perPage, offset } = paging.parse(query);
      const { total, products: page } = products.list('printful', offset, perPage);
      const result = page.map((product) => syncProduct(product, origin));
      return { ...ok(result), paging: { total, offset, limit: perPage } };
    },
    'products: GET /printful/sync/products/:id': ({ id }) => {
      const product = found(products.find('printful', id.replace(/^@store-/, '')), printfulErrors.notFound);
      const sync_variants = product.variants.map((variant) => syncVariant(product, variant, origin, currency));
      return ok({ sync_product: syncProduct(product, origin), sync_variants });
    },
    'webhooks: GET /printful/v2/webhooks': ({ query }) => {
      const isExpiredToo = expiredQuery.parse(query).show_expired === 'true';
      const configuration = isExpiredToo ? printful.configuration : printful.activeConfiguration;
      return ok(configurationJson(found(configuration ?? undefined, printfulErrors.notFound)));
    },
    'webhooks: POST /printful/v2/webhooks': ({ body }) => {
      const request = configurationRequest.safeParse(body);
      if (!request.success) throw printfulErrors.rejected(request.error.issues[0]?.message ?? 'Invalid request');
      const { default_url, expires_at, events } = request.data;
      const configuration = printful.configure({
        defaultUrl: default_url ?? null,
        expiresAt: expires_at ? new Date(expires_at).toISOString() : null,
        events: events.map((event) => ({ type: event.type, url: event.url ?? null })),
      });
      // this is the only time the secret is shown
      return ok({ ...configurationJson(configuration), secret_key: configuration.secretKey });
    },
    'webhooks: DELETE /printful/v2/webhooks': () => {
      found(printful.activeConfiguration ?? undefined, printfulErrors.notFound);
      printful.removeConfiguration();
    },
  };
  return faultyRoutes('printful', routes, { faults, authorize });
}

const ok = <T>(result: T) => ({ code: 200, result });

const isConfirmed = (query: unknown) => ['true', '1'].includes(confirmQuery.parse(query).confirm);

const configurationJson = ({ defaultUrl, expiresAt, events, publicKey }: PrintfulConfiguration) => ({
  default_url: defaultUrl,
  expires_at: expiresAt === null ? null : printfulTime(expiresAt),
  events,
  public_key: publicKey,
});
