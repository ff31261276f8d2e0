import { z } from 'zod';
import { withAuthAndFaults, type ApiRoutes } from '../faults/with-auth-and-faults.js';
import type { OrderState, ProviderOrder } from '../orders/provider-order.js';
import { RateLimiter } from '../server/rate-limiter.js';
import { orThrow, type RequestContext, type RouteTable } from '../server/http.js';
import type { Services } from '../services.js';
import {
  printfulErrors,
  toPrintfulOrder,
  toPrintfulShipments,
  printfulTime,
  toPrintfulSyncProduct,
  toPrintfulSyncVariant,
} from './printful-format.js';
import { parsePrintfulOrder } from './printful-order-request.js';
import type { PrintfulWebhookConfiguration } from './printful-webhooks.js';

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
  const { settings, origin, faults, providerOrders, lifecycle, products, printfulWebhooks } = services;
  const { PRINTFUL_TOKEN: token, PRINTFUL_STORE_ID: storeId, SHOP_CURRENCY: currency } = settings;
  const callsPerMinute = settings.PRINTFUL_CALLS_A_MINUTE;
  const limiter = new RateLimiter(callsPerMinute, printfulErrors.rateLimited);

  function authorize({ request, response }: RequestContext): void {
    const [scheme = '', given = ''] = (request.get('authorization') ?? '').split(' ');
    if (scheme !== 'Bearer' || given === '') throw printfulErrors.unauthorized('Malformed Authorization header.');
    if (given !== token) throw printfulErrors.unauthorized('The access token provided is invalid.');
    if ((request.get('x-pf-store-id') ?? String(storeId)) !== String(storeId)) {
      throw printfulErrors.rejected('This store does not belong to the token.');
    }
    const remaining = limiter.consume();
    if (!request.path.startsWith('/printful/v2/')) return;
    response.set({
      'X-Ratelimit-Limit': String(callsPerMinute),
      'X-Ratelimit-Remaining': String(remaining),
      'X-Ratelimit-Reset': '60',
      'X-Ratelimit-Policy': `${callsPerMinute};w=60`,
    });
  }
  const findOrder = (id: string) => {
    const isOurs = id.startsWith('@');
    const order = isOurs
      ? providerOrders.findByExternalId('printful', id.slice(1))
      : providerOrders.find(id, 'printful');
    return orThrow(order, printfulErrors.notFound);
  };
  const toJson = (order: ProviderOrder) => toPrintfulOrder(order, storeId, currency);

  const routes: ApiRoutes = {
    'read: GET /printful/orders': ({ query }) => {
      const { status, ...page } = ordersQuery.parse(query);
      const matching = providerOrders.newestFirst('printful').map(toJson);
      const all = matching.filter((order) => status === undefined || order.status === status);
      const result = all.slice(page.offset, page.offset + page.limit);
      return { ...ok(result), paging: { total: all.length, ...page } };
    },
    'submit: POST /printful/orders': ({ body, query }) => {
      const order = parsePrintfulOrder(body, products, currency);
      if (order.externalId !== null && providerOrders.findByExternalId('printful', order.externalId)) {
        throw printfulErrors.rejected('Order with this External ID already exists');
      }
      if (isConfirmRequested(query)) Object.assign(order, { state: 'accepted', acceptedAt: order.createdAt });
      lifecycle.add(order);
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
      providerOrders.save(Object.assign(order, { recipient, lines, plannedParcels, shipping }));
      if (isConfirmRequested(query)) lifecycle.accept(order);
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
      toPrintfulShipments(findOrder(id), paging.parse(query)),
    'products: GET /printful/sync/products': ({ query }) => {
      const { limit: perPage, offset } = paging.parse(query);
      const { total, products: page } = products.list('printful', offset, perPage);
      const result = page.map((product) => toPrintfulSyncProduct(product, origin));
      return { ...ok(result), paging: { total, offset, limit: perPage } };
    },
    'products: GET /printful/sync/products/:id': ({ id }) => {
      const product = orThrow(products.find('printful', id.replace(/^@store-/, '')), printfulErrors.notFound);
      const sync_variants = product.variants.map((variant) =>
        toPrintfulSyncVariant(product, variant, origin, currency),
      );
      return ok({ sync_product: toPrintfulSyncProduct(product, origin), sync_variants });
    },
    'webhooks: GET /printful/v2/webhooks': ({ query }) => {
      const isExpiredToo = expiredQuery.parse(query).show_expired === 'true';
      const configuration = isExpiredToo ? printfulWebhooks.configuration : printfulWebhooks.activeConfiguration;
      return ok(toConfigurationJson(orThrow(configuration, printfulErrors.notFound)));
    },
    'webhooks: POST /printful/v2/webhooks': ({ body }) => {
      const request = configurationRequest.safeParse(body);
      if (!request.success) throw printfulErrors.rejected(request.error.issues[0]?.message ?? 'Invalid request');
      const { default_url, expires_at, events } = request.data;
      const configuration = printfulWebhooks.configure({
        defaultUrl: default_url ?? null,
        expiresAt: expires_at ? new Date(expires_at).toISOString() : null,
        events: events.map((event) => ({ type: event.type, url: event.url ?? null })),
      });
      // this is the only time the secret is shown
      return ok({ ...toConfigurationJson(configuration), secret_key: configuration.secretKey });
    },
    'webhooks: DELETE /printful/v2/webhooks': () => {
      orThrow(printfulWebhooks.activeConfiguration, printfulErrors.notFound);
      printfulWebhooks.removeConfiguration();
    },
  };
  return withAuthAndFaults('printful', routes, { faults, errors: printfulErrors, authorize });
}

const ok = <T>(result: T) => ({ code: 200, result });

const isConfirmRequested = (query: unknown) => ['true', '1'].includes(confirmQuery.parse(query).confirm);

const toConfigurationJson = ({ defaultUrl, expiresAt, events, publicKey }: PrintfulWebhookConfiguration) => ({
  default_url: defaultUrl,
  expires_at: expiresAt === null ? null : printfulTime(expiresAt),
  events,
  public_key: publicKey,
});
