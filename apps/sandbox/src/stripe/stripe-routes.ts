import { z } from 'zod';
import { created, foundOr404, HttpError, limitParam, parse, type RouteTable } from '../server/http.js';
import type { Services } from '../services.js';
import type { Checkout } from './checkouts.js';
import { paymentOutcomes } from './checkout-session.js';
import { checkoutRequest, orderRequest, unixSeconds } from './demo-shop.js';
import { refundedAmount } from './payments.js';
import { shopper, testShopper } from './shopper.js';
import { deliveryModes, scenarioNames, type StripeEvent } from './stripe-events.js';
import { unixNow } from './stripe-ids.js';

const eventsQuery = z.object({ session: z.string().optional(), limit: limitParam(200, 2_000) });
const deliverRequest = z.strictObject({ mode: z.enum(scenarioNames) });
const sessionsQuery = z.object({
  status: z.enum(['open', 'complete', 'expired']).optional(),
  limit: limitParam(200, 2_000),
});
const expireRequest = z.strictObject({
  /** What the shopper typed before leaving. */
  email: shopper.shape.email.nullable().default(null),
  /** Whether they ticked Stripe's box. */
  optIn: z.boolean().default(false),
  at: unixSeconds.optional(),
});
const payRequest = z.strictObject({
  payment: z.enum(paymentOutcomes).default('paid'),
  email: shopper.shape.email.default(testShopper.email),
  settleAfterSeconds: z.int().min(0).max(3_600).default(0),
  at: unixSeconds.optional(),
});
const refundRequest = z.strictObject({
  /** The checkout whose payment is refunded. */
  session: z.string(),
  /** Minor units; by default all that is left. */
  amount: z.int().min(1).optional(),
  outcome: z.enum(['succeeds', 'fails']).default('succeeds'),
  delivery: z.enum(deliveryModes).default('send'),
});

/** Orders, checkouts, events and refunds, for tests and scripts. */
export function stripeRoutes({ checkouts, demoShop, events, payments }: Services): RouteTable {
  const findEvent = (id: string) =>
    foundOr404(events.find(id), 'The sandbox has no such event. It forgets its events when it stops.');
  const findCheckout = (id: string) =>
    foundOr404(checkouts.find(id), 'The sandbox has no such session. It forgets its sessions when it stops.');
  return {
    'POST /sandbox/orders': ({ body }) => {
      const order = demoShop.placeOrder(parse(orderRequest, body));
      return created({ sessionId: order.checkout.session.id, eventIds: order.events.map(({ id }) => id) });
    },
    'GET /sandbox/events': ({ query }) => {
      const { session, limit } = parse(eventsQuery, query);
      const found = events.newestFirst().filter(({ sessionId }) => session === undefined || sessionId === session);
      return { items: found.slice(0, limit).map(eventSummary) };
    },
    'GET /sandbox/events/:id': ({ id }) => ({ ...eventSummary(findEvent(id)), body: findEvent(id).body }),
    'POST /sandbox/events/:id/deliver': async ({ id, body }) => {
      const event = findEvent(id);
      const deliveries = await events.runScenario(parse(deliverRequest, body).mode, event);
      return { statuses: deliveries.map(({ status }) => status) };
    },
    'GET /sandbox/sessions': ({ query }) => {
      const { status, limit } = parse(sessionsQuery, query);
      const found = checkouts.newestFirst().filter(({ session }) => !status || session.status === status);
      return { items: found.slice(0, limit).map(sessionSummary) };
    },
    'POST /sandbox/sessions': ({ body }) =>
      created(sessionSummary(demoShop.openCheckout(parse(checkoutRequest, body)))),
    'POST /sandbox/sessions/:id/expire': ({ id, body }) => {
      const { at = unixNow(), ...details } = parse(expireRequest, body);
      return sessionSummary(checkouts.expire(findCheckout(id), { at, details }));
    },
    'POST /sandbox/sessions/:id/recover': ({ id }) => {
      const recovered = checkouts.recover(findCheckout(id));
      return created(sessionSummary(foundOr404(recovered ?? undefined, 'The session has no recovery link.')));
    },
    'POST /sandbox/sessions/:id/pay': ({ id, body }) => {
      const checkout = findCheckout(id);
      const { at = unixNow(), payment: outcome, email, settleAfterSeconds } = parse(payRequest, body);
      const buyer = { ...testShopper, email };
      checkouts.pay(checkout, { shopper: buyer, outcome, settleAfterSeconds, at, delivery: 'send' });
      return sessionSummary(checkout);
    },
    'GET /sandbox/payments': () => ({
      items: payments.newestFirst().map((payment) => ({ ...payment, refunded: refundedAmount(payment) })),
    }),
    'POST /sandbox/refunds': ({ body }) => {
      const { session, ...options } = parse(refundRequest, body);
      const payment = foundOr404(payments.findBy('sessionId', session), 'Nothing was paid in that checkout.');
      return created(refundSummary(payments.refund(payment, options)));
    },
    'POST /sandbox/refunds/:id/fail': ({ id }) => {
      const failed = payments.failRefund(id);
      if (!failed) throw new HttpError(409, 'There is no such refund, or it has already failed.');
      return refundSummary(failed);
    },
  };
}

const eventSummary = ({ id, type, created: at, sessionId, state, nextAttemptAt, deliveries }: StripeEvent) => ({
  id,
  type,
  created: at,
  sessionId,
  state,
  nextAttemptAt,
  deliveries,
});

const sessionSummary = ({ session }: Checkout) => ({
  sessionId: session.id,
  status: session.status,
  url: session.url,
  recoveryUrl: session.after_expiration?.recovery?.url ?? null,
  recoveredFrom: session.recovered_from,
  email: session.customer_details?.email ?? null,
  expiresAt: new Date(session.expires_at * 1_000).toISOString(),
});

const refundSummary = ({ refund, events }: { refund: { id: string }; events: StripeEvent[] }) => ({
  refundId: refund.id,
  eventIds: events.map(({ id }) => id),
});
