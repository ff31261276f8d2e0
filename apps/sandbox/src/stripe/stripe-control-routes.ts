import { z } from 'zod';
import { createdReply, orThrow, HttpError, limitParam, parse, type RouteTable } from '../server/http.js';
import type { Services } from '../services.js';
import type { Checkout } from './checkouts.js';
import { paymentOutcomes } from './checkout-session.js';
import { openCheckoutRequest, demoOrderRequest, unixSeconds } from './demo-shop.js';
import { refundedAmount } from './payments.js';
import { shopperSchema, testShopper } from './shopper.js';
import { deliveryModes, webhookScenarioNames, type StripeEvent } from './stripe-events.js';
import { unixNow } from './stripe-ids.js';

const eventsQuery = z.object({ session: z.string().optional(), limit: limitParam(200, 2_000) });
const deliverRequest = z.strictObject({ mode: z.enum(webhookScenarioNames) });
const sessionsQuery = z.object({
  status: z.enum(['open', 'complete', 'expired']).optional(),
  limit: limitParam(200, 2_000),
});
const expireRequest = z.strictObject({
  email: shopperSchema.shape.email.nullable().default(null),
  optIn: z.boolean().default(false),
  at: unixSeconds.optional(),
});
const payRequest = z.strictObject({
  payment: z.enum(paymentOutcomes).default('paid'),
  email: shopperSchema.shape.email.default(testShopper.email),
  settleAfterSeconds: z.int().min(0).max(3_600).default(0),
  at: unixSeconds.optional(),
});
const refundRequest = z.strictObject({
  session: z.string(),
  /** Minor units; by default all that is left. */
  amount: z.int().min(1).optional(),
  outcome: z.enum(['succeeds', 'fails']).default('succeeds'),
  delivery: z.enum(deliveryModes).default('send'),
});

/** Orders, checkouts, events and refunds, for tests and scripts. */
export function stripeControlRoutes({ checkouts, demoShop, stripeEvents, payments }: Services): RouteTable {
  return {
    'POST /sandbox/orders': ({ body }) => {
      const order = demoShop.placeOrder(parse(demoOrderRequest, body));
      return createdReply({ sessionId: order.checkout.session.id, eventIds: order.events.map(({ id }) => id) });
    },
    'GET /sandbox/events': ({ query }) => {
      const { session, limit } = parse(eventsQuery, query);
      const matching = stripeEvents
        .newestFirst()
        .filter(({ sessionId }) => session === undefined || sessionId === session);
      return { items: matching.slice(0, limit).map(toEventJson) };
    },
    'GET /sandbox/events/:id': ({ id }) => ({ ...toEventJson(stripeEvents.get(id)), body: stripeEvents.get(id).body }),
    'POST /sandbox/events/:id/deliver': async ({ id, body }) => {
      const event = stripeEvents.get(id);
      const deliveries = await stripeEvents.runScenario(parse(deliverRequest, body).mode, event);
      return { statuses: deliveries.map(({ status }) => status) };
    },
    'GET /sandbox/sessions': ({ query }) => {
      const { status, limit } = parse(sessionsQuery, query);
      const matching = checkouts.newestFirst().filter(({ session }) => !status || session.status === status);
      return { items: matching.slice(0, limit).map(toSessionJson) };
    },
    'POST /sandbox/sessions': ({ body }) =>
      createdReply(toSessionJson(demoShop.openCheckout(parse(openCheckoutRequest, body)))),
    'POST /sandbox/sessions/:id/expire': ({ id, body }) => {
      const { at = unixNow(), ...details } = parse(expireRequest, body);
      return toSessionJson(checkouts.expire(checkouts.get(id), { at, details }));
    },
    'POST /sandbox/sessions/:id/recover': ({ id }) => {
      const recovered = checkouts.recover(checkouts.get(id));
      return createdReply(toSessionJson(orThrow(recovered, 'The session has no recovery link.')));
    },
    'POST /sandbox/sessions/:id/pay': ({ id, body }) => {
      const checkout = checkouts.get(id);
      const { at = unixNow(), payment: outcome, email, settleAfterSeconds } = parse(payRequest, body);
      const buyer = { ...testShopper, email };
      checkouts.pay(checkout, { shopper: buyer, outcome, settleAfterSeconds, at, delivery: 'send' });
      return toSessionJson(checkout);
    },
    'GET /sandbox/payments': () => ({
      items: payments.newestFirst().map((payment) => ({ ...payment, refunded: refundedAmount(payment) })),
    }),
    'POST /sandbox/refunds': ({ body }) => {
      const { session, ...options } = parse(refundRequest, body);
      const payment = orThrow(payments.findBy('sessionId', session), 'Nothing was paid in that checkout.');
      return createdReply(toRefundJson(payments.refund(payment, options)));
    },
    'POST /sandbox/refunds/:id/fail': ({ id }) => {
      const failed = payments.failRefund(id);
      if (!failed) throw new HttpError(409, 'There is no such refund, or it has already failed.');
      return toRefundJson(failed);
    },
  };
}

const toEventJson = ({ body: _body, firstAttempt: _firstAttempt, ...summary }: StripeEvent) => summary;

const toSessionJson = ({ session }: Checkout) => ({
  sessionId: session.id,
  status: session.status,
  url: session.url,
  recoveryUrl: session.after_expiration?.recovery?.url ?? null,
  recoveredFrom: session.recovered_from,
  email: session.customer_details?.email ?? null,
  expiresAt: new Date(session.expires_at * 1_000).toISOString(),
});

const toRefundJson = ({ refund, events }: { refund: { id: string }; events: StripeEvent[] }) => ({
  refundId: refund.id,
  eventIds: events.map(({ id }) => id),
});
