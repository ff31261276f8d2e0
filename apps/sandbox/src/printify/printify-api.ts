import { z } from 'zod';
import { faultyRoutes, type ApiRoutes } from '../faults/faulty-routes.js';
import type { OrderState } from '../orders/provider-order.js';
import { CallLimit } from '../server/call-limit.js';
import { found, type Call, type RouteTable } from '../server/http.js';
import type { Services } from '../services.js';
import { printifyErrors } from './printify-errors.js';
import { printifyOrder, printifyPage, printifyProduct, printifyStatus } from './printify-format.js';
import { parsePrintifyOrder } from './printify-order-request.js';
import { printifyTopics, type PrintifyRegistration } from './printify-webhooks.js';

const shop = '/printify/v1/shops/:shop';
const cancellable: readonly OrderState[] = ['draft', 'on_hold', 'unpaid'];

const pagingUpTo = (max: number) =>
  z.object({
    limit: z.coerce.number().int().min(1).max(max).catch(max),
    page: z.coerce.number().int().min(1).catch(1),
  });
const ordersQuery = pagingUpTo(10).extend({ status: z.string().optional(), sku: z.string().optional() });
const productsQuery = pagingUpTo(50);
const url = z.url({ protocol: /^https?$/ });
const registrationRequest = z.object({ topic: z.enum(printifyTopics), url, secret: z.string().min(1).optional() });
const urlRequest = z.object({ url });
const hostQuery = z.object({ host: z.string().optional() });

/**
 * Printify's API: orders, products and webhooks. An external id may name two orders: Printify does not promise otherwise,
 * and a client that submits twice without asking first shows it here.
 */
export function printifyApi(services: Services): RouteTable {
  const { settings, origin, faults, orders, lifecycle, products, printify } = services;
  const { token, shopId, callsPerMinute } = settings.printify;
  const limit = new CallLimit(callsPerMinute);

  function authorize({ request, params }: Call): void {
    if (request.get('authorization') !== `Bearer ${token}`) throw printifyErrors.unauthenticated();
    const counted = limit.count();
    if ('waitSeconds' in counted) throw printifyErrors.rateLimited(counted.waitSeconds, callsPerMinute);
    if (params['shop'] !== String(shopId)) throw printifyErrors.notFound();
  }
  const findOrder = (id: string) => found(orders.find(id, 'printify'), printifyErrors.notFound);
  const findRegistration = (id: string) =>
    found(
      printify.registrations.find((one) => one.id === id),
      printifyErrors.notFound,
    );
  // the secret is never shown again
  const toJson = ({ topic, url: address, id }: PrintifyRegistration) => ({
    topic,
    url: address,
    shop_id: String(shopId),
    id,
  });

  const routes: ApiRoutes = {
    [`read: GET ${shop}/orders.json`]: ({ query }) => {
      const { status, sku, ...paging } = ordersQuery.parse(query);
      const matching = orders
        .newestFirst('printify')
        .filter(({ lines }) => sku === undefined || lines.some((line) => line.sku === sku))
        .filter(({ state }) => status === undefined || printifyStatus[state] === status);
      const from = startOf(paging);
      return printifyPage(matching.slice(from, from + paging.limit).map(printifyOrder), matching.length, paging);
    },
    [`submit: POST ${shop}/orders.json`]: ({ body }) => {
      const order = parsePrintifyOrder(body, products);
      lifecycle.addDraft(order);
      return { id: order.id };
    },
    [`read: GET ${shop}/orders/:id.json`]: ({ id }) => printifyOrder(findOrder(id)),
    [`confirm: POST ${shop}/orders/:id/send_to_production.json`]: ({ id }) => {
      const order = findOrder(id);
      if (order.state !== 'draft') throw printifyErrors.alreadySent();
      lifecycle.accept(order);
      return printifyOrder(order);
    },
    [`cancel: POST ${shop}/orders/:id/cancel.json`]: ({ id }) => {
      const order = findOrder(id);
      if (!cancellable.includes(order.state)) throw printifyErrors.notCancellable();
      lifecycle.act(order, 'cancel', 'cancelled by the shop');
      return printifyOrder(order);
    },
    [`products: GET ${shop}/products.json`]: ({ query }) => {
      const paging = productsQuery.parse(query);
      const { total, products: page } = products.list('printify', startOf(paging), paging.limit);
      return printifyPage(
        page.map((product) => printifyProduct(product, origin, shopId)),
        total,
        paging,
      );
    },
    [`products: GET ${shop}/products/:id.json`]: ({ id }) =>
      printifyProduct(found(products.find('printify', id), printifyErrors.notFound), origin, shopId),
    [`webhooks: GET ${shop}/webhooks.json`]: () => printify.registrations.map(toJson),
    [`webhooks: POST ${shop}/webhooks.json`]: ({ body }) => {
      const { secret = null, ...registration } = parse(registrationRequest, body);
      return toJson(printify.register({ ...registration, secret }));
    },
    [`webhooks: PUT ${shop}/webhooks/:id.json`]: ({ id, body }) =>
      toJson(printify.changeUrl(findRegistration(id), parse(urlRequest, body).url)),
    [`webhooks: DELETE ${shop}/webhooks/:id.json`]: ({ id, query }) => {
      const registration = findRegistration(id);
      const { host } = hostQuery.parse(query);
      if (host !== new URL(registration.url).hostname) throw printifyErrors.rejected('The host does not match.');
      printify.unregister(registration);
      return { id };
    },
  };
  return faultyRoutes('printify', routes, { faults, authorize });
}

const startOf = ({ limit, page }: { limit: number; page: number }) => (page - 1) * limit;

function parse<T extends z.ZodType>(schema: T, body: unknown): z.output<T> {
  const result = schema.safeParse(body);
  if (result.success) return result.data;
  const fields = result.error.issues.map(({ path, message }) => [path.join('.'), [message]] as [string, string[]]);
  throw printifyErrors.invalidFields(Object.fromEntries(fields));
}
