import type { Stripe } from 'stripe';
import { z } from 'zod';
import { withAuthAndFaults, type ApiRoutes } from '../faults/with-auth-and-faults.js';
import { RecentMap } from '../server/recent-map.js';
import { orThrow, type RequestContext, type Handler, type RouteTable } from '../server/http.js';
import type { Services } from '../services.js';
import type { Checkout } from './checkouts.js';
import { withoutExpandedProducts, type LineItem } from './line-items.js';
import { toCharge, type Payment } from './payments.js';
import { sessionParams } from './session-params.js';
import { parseParams, StripeError, stripeErrors } from './stripe-errors.js';
import type { EventRequest } from './stripe-events.js';
import { newStripeId } from './stripe-ids.js';
import { endpointChanges, endpointParams } from './webhook-endpoints.js';

const digits = z.string().regex(/^\d+$/, 'integer').transform(Number);
const limit = digits.pipe(z.int().min(1).max(100)).default(10);
const expand = z.array(z.string()).default([]);
const expandParams = z.strictObject({ expand });
const lineItemsParams = z.strictObject({
  limit,
  starting_after: z.string().optional(),
  ending_before: z.string().optional(),
  expand,
});
const refundParams = z.strictObject({
  payment_intent: z.string().min(1).optional(),
  charge: z.string().min(1).optional(),
  amount: digits.pipe(z.int().min(1).max(99_999_999)).optional(),
  reason: z.enum(['duplicate', 'fraudulent', 'requested_by_customer']).optional(),
  metadata: z.record(z.string().min(1).max(40), z.string().max(500)).default({}),
});
const endpointsParams = z.strictObject({ limit });
const refundsParams = z.strictObject({
  payment_intent: z.string().optional(),
  charge: z.string().optional(),
  limit,
  starting_after: z.string().optional(),
});

/** Stripe's API, as far as Daybook uses it: checkout sessions, refunds and webhook endpoints. */
export function stripeApi({ settings, faults, checkouts, payments, stripeEndpoints }: Services): RouteTable {
  const idempotent = createIdempotencyWrapper();

  function authorize({ request, response }: RequestContext): void {
    response.set('Request-Id', newStripeId('req_'));
    const [scheme, key = ''] = (request.get('authorization') ?? '').split(' ');
    if (scheme?.toLowerCase() === 'bearer' && key === settings.STRIPE_SECRET_KEY) return;
    const masked = key.length < 16 ? '*'.repeat(key.length) : `${key.slice(0, 8)}********${key.slice(-4)}`;
    const message = key
      ? `Invalid API Key provided: ${masked}`
      : 'You did not provide an API key. You need to provide your API key in the Authorization header, using Bearer auth.';
    throw new StripeError({ status: 401, message });
  }
  const findCheckout = (id: string) =>
    orThrow(checkouts.find(id), () => StripeError.notFound('checkout.session', id, 'session'));
  function findPayment(paymentIntent?: string, charge?: string): Payment {
    if (paymentIntent === undefined && charge === undefined) {
      const message = 'One of the following params should be provided for this request: payment_intent or charge.';
      throw new StripeError({ code: 'parameter_missing', message });
    }
    const [name, id, payment] =
      paymentIntent === undefined
        ? (['charge', charge ?? '', payments.findBy('charge', charge ?? '')] as const)
        : (['payment_intent', paymentIntent, payments.find(paymentIntent)] as const);
    return orThrow(payment, () => StripeError.notFound(name, id, name));
  }

  const routes: ApiRoutes = {
    'checkout: POST /v1/checkout/sessions': idempotent(({ body }) => {
      const params = parseParams(sessionParams, body);
      assertExpandable(params.expand, sessionProperties);
      return toExpandedSession(checkouts.create(params), params.expand);
    }),
    'read: GET /v1/checkout/sessions/:id': ({ id, query }) =>
      toExpandedSession(findCheckout(id), parseParams(expandParams, query).expand),
    'read: GET /v1/checkout/sessions/:id/line_items': ({ id, query }) =>
      lineItemList(id, findCheckout(id).lines, parseParams(lineItemsParams, query)),
    'checkout: POST /v1/checkout/sessions/:id/expire': idempotent((context) => {
      const params = parseParams(expandParams, context.body);
      assertExpandable(params.expand, sessionProperties);
      return toExpandedSession(
        checkouts.expire(findCheckout(context.id), { request: toEventRequest(context) }),
        params.expand,
      );
    }),
    'refund: POST /v1/refunds': idempotent((context) => {
      const { payment_intent, charge, ...params } = parseParams(refundParams, context.body);
      const about = { outcome: 'succeeds', delivery: 'send', request: toEventRequest(context) } as const;
      return payments.refund(findPayment(payment_intent, charge), { ...params, ...about }).refund;
    }),
    'read: GET /v1/refunds': ({ query }) => {
      const params = parseParams(refundsParams, query);
      const all = payments
        .newestFirst()
        .filter(({ paymentIntent }) => [undefined, paymentIntent].includes(params.payment_intent))
        .filter(({ charge }) => [undefined, charge].includes(params.charge))
        .flatMap(({ refunds }) => refunds.toReversed())
        .toSorted((one, other) => other.created - one.created);
      const from = all.findIndex(({ id }) => id === params.starting_after) + 1;
      const end = from + params.limit;
      return { object: 'list', data: all.slice(from, end), has_more: all.length > end, url: '/v1/refunds' };
    },
    'read: GET /v1/charges/:id': ({ id }) => toCharge(findPayment(undefined, id)),
    'read: GET /v1/refunds/:id': ({ id }) =>
      orThrow(payments.findRefund(id)?.refund, () => StripeError.notFound('refund', id, 'refund')),
    'webhooks: GET /v1/webhook_endpoints': ({ query }) => {
      const params = parseParams(endpointsParams, query);
      const all = stripeEndpoints.list();
      const data = all.slice(0, params.limit);
      return { object: 'list', data, has_more: all.length > data.length, url: '/v1/webhook_endpoints' };
    },
    'webhooks: GET /v1/webhook_endpoints/:id': ({ id }) =>
      orThrow(stripeEndpoints.find(id), () => StripeError.notFound('webhook endpoint', id, 'id')),
    'webhooks: POST /v1/webhook_endpoints': idempotent(({ body }) =>
      stripeEndpoints.create(parseParams(endpointParams, body)),
    ),
    'webhooks: POST /v1/webhook_endpoints/:id': idempotent(({ id, body }) =>
      stripeEndpoints.update(id, parseParams(endpointChanges, body)),
    ),
    'webhooks: DELETE /v1/webhook_endpoints/:id': ({ id }) => stripeEndpoints.delete(id),
  };
  return {
    ...withAuthAndFaults('stripe', routes, { faults, errors: stripeErrors, authorize }),
    'ALL /v1/*path': ({ request: { method, path } }) => {
      const message = `Unrecognized request URL (${method}: ${path}). The sandbox stands in for checkout sessions, refunds and webhook endpoints only.`;
      throw new StripeError({ status: 404, message });
    },
  };
}

function toEventRequest({ request, response }: RequestContext): EventRequest {
  const id = response.getHeader('Request-Id');
  return { id: typeof id === 'string' ? id : null, idempotency_key: request.get('idempotency-key') ?? null };
}

/**
 * A repeated `Idempotency-Key` gets the first answer again, and an error with other parameters. As at Stripe, a refused
 * request leaves nothing behind. The handlers are synchronous, so no two requests run at once.
 */
function createIdempotencyWrapper() {
  const answers = new RecentMap<{ path: string; params: string; answer: unknown }>(1_000);
  return (handle: Handler): Handler =>
    (context) => {
      const { path } = context.request;
      const key = context.request.get('idempotency-key') ?? '';
      if (key === '') return handle(context);
      const params = JSON.stringify(context.body ?? {});
      const earlier = answers.find(key);
      if (!earlier) {
        const answer = handle(context);
        answers.set(key, { path, params, answer });
        return answer;
      }
      if (earlier.path !== path)
        throw keyReuseError(`the same endpoint they were first used for ('${earlier.path}')`, path, key);
      if (earlier.params !== params) throw keyReuseError('the same parameters they were first used with', path, key);
      context.response.set('Idempotent-Replayed', 'true');
      return earlier.answer;
    };
}

function keyReuseError(rule: string, path: string, key: string): StripeError {
  const message = `Keys for idempotent requests can only be used with ${rule}. Try using a key other than '${key.slice(0, 255)}' if you meant to execute a different request to '${path}'.`;
  return new StripeError({ type: 'idempotency_error', message });
}

const sessionProperties = ['line_items', 'line_items.data.price', 'line_items.data.price.product'];
const lineItemProperties = ['data.price', 'data.price.product'];

function assertExpandable(properties: readonly string[], expandable: readonly string[]): void {
  const unknown = properties.find((property) => !expandable.includes(property));
  if (unknown === undefined) return;
  throw new StripeError({ message: `This property cannot be expanded (${unknown}).`, param: 'expand' });
}

function toExpandedSession({ session, lines }: Checkout, properties: readonly string[]) {
  assertExpandable(properties, sessionProperties);
  if (properties.length === 0) return session;
  const prefix = 'line_items.';
  const inLines = properties.filter((one) => one.startsWith(prefix)).map((one) => one.slice(prefix.length));
  return { ...session, line_items: lineItemList(session.id, lines, { limit: 10, expand: inLines }) };
}

type LineItemList = Omit<Stripe.ApiList<never>, 'data'> & { data: LineItem[] };

function lineItemList(
  sessionId: string,
  lines: readonly LineItem[],
  params: z.output<typeof lineItemsParams>,
): LineItemList {
  assertExpandable(params.expand, lineItemProperties);
  const { starting_after, ending_before } = params;
  const from = starting_after === undefined ? 0 : indexOrThrow(lines, starting_after, 'starting_after') + 1;
  const end = ending_before === undefined ? lines.length : indexOrThrow(lines, ending_before, 'ending_before');
  const isBackwards = ending_before !== undefined;
  const page = isBackwards
    ? lines.slice(Math.max(from, end - params.limit), end)
    : lines.slice(from, from + params.limit);
  return {
    object: 'list',
    data: params.expand.includes('data.price.product') ? page : withoutExpandedProducts(page),
    has_more: isBackwards ? end - params.limit > from : from + params.limit < lines.length,
    url: `/v1/checkout/sessions/${sessionId}/line_items`,
  };
}

function indexOrThrow(lines: readonly LineItem[], id: string, param: string): number {
  const index = lines.findIndex((line) => line.id === id);
  if (index < 0) throw new StripeError({ code: 'resource_missing', message: `No such line item: '${id}'`, param });
  return index;
}
