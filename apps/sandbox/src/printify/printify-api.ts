import { z } from 'zod';
import { withAuthAndFaults, type ApiRoutes } from '../faults/with-auth-and-faults.js';
import type { OrderState } from '../orders/provider-order.js';
import { RateLimiter } from '../server/rate-limiter.js';
import { orThrow, type RequestContext, type RouteTable } from '../server/http.js';
import type { Services } from '../services.js';
import {
  printifyErrors,
  toPrintifyOrder,
  toPrintifyPage,
  toPrintifyProduct,
  printifyStatus,
} from './printify-format.js';
import { parsePrintifyOrder } from './printify-order-request.js';
import { printifyTopics, type PrintifyRegistration } from './printify-webhooks.js';

const shopPath = '/printify/v1/shops/:shop';
const cancellable: readonly OrderState[] = ['draft', 'on_hold', 'unpaid'];

const pageQueryUpTo = (max: number) =>
  z.object({
    limit: z.coerce.number().int().min(1).max(max).catch(max),
    page: z.coerce.number().int().min(1).catch(1),
  });
const ordersQuery = pageQueryUpTo(10).extend({ status: z.string().optional(), sku: z.string().optional() });
const productsQuery = pageQueryUpTo(50);
const url = z.url({ protocol: /^https?$/ });
const registrationRequest = z.object({ topic: z.enum(printifyTopics), url, secret: z.string().min(1).optional() });
const urlRequest = z.object({ url });
const hostQuery = z.object({ host: z.string().optional() });

/**
 * Printify's API: orders, products and webhooks. External ids are not unique: a client that submits twice without
 * checking creates two orders.
 */
export function printifyApi(services: Services): RouteTable {
  const { settings, origin, faults, providerOrders, lifecycle, products, printifyWebhooks } = services;
  const { PRINTIFY_TOKEN: token, PRINTIFY_SHOP_ID: shopId } = settings;
  const limiter = new RateLimiter(settings.PRINTIFY_CALLS_A_MINUTE, printifyErrors.rateLimited);

  function authorize({ request, params }: RequestContext): void {
    if (request.get('authorization') !== `Bearer ${token}`) throw printifyErrors.unauthenticated();
    limiter.consume();
    if (params['shop'] !== String(shopId)) throw printifyErrors.notFound();
  }
  const findOrder = (id: string) => orThrow(providerOrders.find(id, 'printify'), printifyErrors.notFound);
  const findRegistration = (id: string) => orThrow(printifyWebhooks.find(id), printifyErrors.notFound);
  // the secret is never shown again
  const toJson = ({ secret: _secret, ...shown }: PrintifyRegistration) => ({ ...shown, shop_id: String(shopId) });

  const routes: ApiRoutes = {
    [`read: GET ${shopPath}/orders.json`]: ({ query }) => {
      const { status, sku, ...paging } = ordersQuery.parse(query);
      const matching = providerOrders
        .newestFirst('printify')
        .filter(({ lines }) => sku === undefined || lines.some((line) => line.sku === sku))
        .filter(({ state }) => status === undefined || printifyStatus[state] === status);
      const from = offsetOf(paging);
      return toPrintifyPage(matching.slice(from, from + paging.limit).map(toPrintifyOrder), matching.length, paging);
    },
    [`submit: POST ${shopPath}/orders.json`]: ({ body }) => {
      const order = parsePrintifyOrder(body, products);
      lifecycle.add(order);
      return { id: order.id };
    },
    [`read: GET ${shopPath}/orders/:id.json`]: ({ id }) => toPrintifyOrder(findOrder(id)),
    [`confirm: POST ${shopPath}/orders/:id/send_to_production.json`]: ({ id }) => {
      const order = findOrder(id);
      if (order.state !== 'draft') throw printifyErrors.alreadyInProduction();
      lifecycle.accept(order);
      return toPrintifyOrder(order);
    },
    [`cancel: POST ${shopPath}/orders/:id/cancel.json`]: ({ id }) => {
      const order = findOrder(id);
      if (!cancellable.includes(order.state)) throw printifyErrors.notCancellable();
      lifecycle.act(order, 'cancel', 'cancelled by the shop');
      return toPrintifyOrder(order);
    },
    [`products: GET ${shopPath}/products.json`]: ({ query }) => {
      const paging = productsQuery.parse(query);
      const { total, products: page } = products.list('printify', offsetOf(paging), paging.limit);
      return toPrintifyPage(
        page.map((product) => toPrintifyProduct(product, origin, shopId)),
        total,
        paging,
      );
    },
    [`products: GET ${shopPath}/products/:id.json`]: ({ id }) =>
      toPrintifyProduct(orThrow(products.find('printify', id), printifyErrors.notFound), origin, shopId),
    [`webhooks: GET ${shopPath}/webhooks.json`]: () => printifyWebhooks.registrations.map(toJson),
    [`webhooks: POST ${shopPath}/webhooks.json`]: ({ body }) => {
      const { secret = null, ...registration } = parseBody(registrationRequest, body);
      return toJson(printifyWebhooks.register({ ...registration, secret }));
    },
    [`webhooks: PUT ${shopPath}/webhooks/:id.json`]: ({ id, body }) =>
      toJson(printifyWebhooks.changeUrl(findRegistration(id), parseBody(urlRequest, body).url)),
    [`webhooks: DELETE ${shopPath}/webhooks/:id.json`]: ({ id, query }) => {
      const registration = findRegistration(id);
      const { host } = hostQuery.parse(query);
      if (host !== new URL(registration.url).hostname) throw printifyErrors.rejected('The host does not match.');
      printifyWebhooks.unregister(id);
      return { id };
    },
  };
  return withAuthAndFaults('printify', routes, { faults, errors: printifyErrors, authorize });
}

const offsetOf = ({ limit, page }: { limit: number; page: number }) => (page - 1) * limit;

function parseBody<T extends z.ZodType>(schema: T, body: unknown): z.output<T> {
  const result = schema.safeParse(body);
  if (result.success) return result.data;
  const fields = result.error.issues.map(({ path, message }) => [path.join('.'), [message]] as [string, string[]]);
  throw printifyErrors.invalidFields(Object.fromEntries(fields));
}
