import { beforeEach, describe, expect, it } from '@jest/globals';
import { useParts } from '../../../test/support/parts.js';
import { aStripeEvent, shippingShapes } from '../../../test/support/stripe.js';
import { useStripeInbox } from '../../../test/support/stripe-inbox.js';

const parts = useParts();
const inbox = useStripeInbox(parts);
beforeEach(async () => {
  // quicker than emptying every table
  const tables = ['activity_log', 'webhook_event', 'customer_order', 'abandoned_cart', 'cart_checkout'];
  await parts.rows(tables.map((table) => `delete from ${table}`).join('; '));
});

/** Receives and processes one event; returns what became of the webhook and the order. */
async function receive(session: Record<string, unknown>, type = 'checkout.session.completed') {
  await inbox.receive(aStripeEvent({ type, session }));
  const [webhook] = await parts.rows<{ state: string; last_error: string | null }>(
    'select state, last_error from webhook_event',
  );
  const [order] = await parts.rows<Record<string, unknown>>(
    `select status, total::int, subtotal::int, discount::int, shipping::int, tax::int, currency, customer_name,
       customer_email, shipping_address from customer_order`,
  );
  const timeline = await parts.rows<{ message: string }>('select message from activity_log order by occurred_at, id');
  return { webhook, order, timeline: timeline.map(({ message }) => message.replaceAll('\u00a0', ' ')) };
}

const nowhere = { collected_information: null, shipping_details: null, shipping: null };
const home = { line1: '12 Mill Lane', city: 'Totnes', postal_code: 'TQ9 5AB', country: 'GB' };
const processed = { state: 'processed', last_error: null };

/** What each event about a session makes of the order, and says. */
const toldByType: Record<string, { status?: string; sentence: (total: string, email: string) => string }> = {
  'checkout.session.completed': { status: 'paid', sentence: (total) => `Order placed — ${total} via Stripe` },
  'checkout.session.async_payment_succeeded': {
    status: 'paid',
    sentence: (total) => `Order placed — ${total} via Stripe`,
  },
  'checkout.session.async_payment_failed': {
    status: 'awaiting_payment',
    sentence: (total) => `Payment failed — ${total} via Stripe`,
  },
  'checkout.session.expired': { sentence: (total, email) => `Abandoned cart — ${email}, ${total}` },
};
const types = Object.keys(toldByType);
const typesOfOrders = types.filter((type) => toldByType[type]?.status);
const status = (type: string) => ({ status: toldByType[type]?.status });
/** Each row with each type of event. */
const withTypes = <T extends unknown[]>(rows: T[], some = types) =>
  some.flatMap((type) => rows.map((row): [string, ...T] => [type, ...row]));

describe('the shipping address of a session', () => {
  it.each(withTypes(Object.entries(shippingShapes), typesOfOrders))(
    'is where the goods go, and not the billing address, in %s of API version %s',
    async (type, _, shape) => {
      const { order } = await receive({ collected_information: undefined, ...shape }, type);
      expect(order?.['shipping_address']).toEqual({
        ...{ name: 'Ada Green', line1: '12 Mill Lane', line2: null, city: 'Totnes', region: null },
        ...{ postalCode: 'TQ9 5AB', country: 'GB', phone: null },
      });
    },
  );

  it.each(
    withTypes<[string, Record<string, unknown>]>(
      [
        ['no version’s field is there', { collected_information: undefined }],
        ['all are null', nowhere],
        ['it holds nothing', { ...nowhere, collected_information: { shipping_details: { name: 'Ada', address: {} } } }],
        ['it has a shape nobody knows', { ...nowhere, shipping_details: ['12 Mill Lane'] }],
      ],
      typesOfOrders,
    ),
  )('is missing in %s when %s: a billing address is none', async (type, _, shape) => {
    const { order, webhook } = await receive(shape, type);
    expect(webhook).toEqual(processed);
    expect(order).toMatchObject({ ...status(type), shipping_address: null, customer_name: 'Ada Green' });
  });

  it('is taken from the first place that has one, with the phone number of the parcel', async () => {
    const { order } = await receive({
      collected_information: { shipping_details: { name: null, address: null } },
      shipping_details: null,
      shipping: { name: 'Grace', phone: '+44 1803', address: home },
    });
    expect(order?.['shipping_address']).toMatchObject({ name: 'Grace', line1: '12 Mill Lane', phone: '+44 1803' });
  });
});

interface Shape {
  [field: string]: unknown;
  customer_details?: { name: string | null; email: string } | null;
  customer_email?: string;
}
type SessionRow = [what: string, session: Shape, total: string];
const emailOf = ({ customer_details, customer_email }: Shape) =>
  customer_details?.email ?? customer_email ?? 'customer@example.com';

const sessions: SessionRow[] = [
  ['of an amount of 0', { payment_status: 'no_payment_required', payment_intent: null, amount_total: 0 }, '£0.00'],
  ['in a currency without minor unit', { amount_total: 4_300, currency: 'jpy' }, 'JP¥4,300'],
  ['in a currency with three decimals', { amount_total: 4_300, currency: 'kwd' }, 'KWD 4.300'],
  ['with an expanded payment', { payment_intent: { id: 'pi_1', object: 'payment_intent' } }, '£43.00'],
  ['without optional fields', { total_details: undefined, shipping_cost: undefined, metadata: undefined }, '£43.00'],
  ['with optional fields that are null', { total_details: null, shipping_cost: null, metadata: null }, '£43.00'],
  ['with optional fields that are new', { consent: 'yes', total_details: [], shipping_cost: { amount: 4 } }, '£43.00'],
  ['with a name in another script', { customer_details: { name: '山田 花子', email: 'h@example.jp' } }, '£43.00'],
  ['with a name from right to left', { customer_details: { name: 'ليلى', email: 'l@example.com' } }, '£43.00'],
  ['without a name', { customer_details: { name: null, email: 'l@example.com' } }, '£43.00'],
  ['without customer details', { customer_details: null, customer_email: 'l@example.com' }, '£43.00'],
];

describe('a session', () => {
  it.each(withTypes(sessions))('is told by its %s: %s', async (type, _, session, total) => {
    const { webhook, order, timeline } = await receive(session, type);
    expect(webhook).toEqual(processed);
    expect(timeline).toEqual([toldByType[type]?.sentence(total, emailOf(session))]);
    const placed = { shipping_address: { line1: '12 Mill Lane' }, customer_email: emailOf(session) };
    if (typesOfOrders.includes(type)) expect(order).toMatchObject({ ...status(type), ...placed });
    else expect(order).toBeUndefined();
  });

  it.each(withTypes<[unknown]>([['£££'], ['GBP '], ['g\0p'], [7]]))(
    'fails with a reason where its %s has a currency that is none: %j',
    async (type, currency) => {
      const { webhook, order, timeline } = await receive({ currency }, type);
      expect(webhook).toEqual({ state: 'failed', last_error: expect.stringContaining('currency') });
      expect(order).toBeUndefined();
      expect(timeline).toEqual([expect.stringMatching(/^Stripe webhook evt_\S+ could not be processed: .*currency/)]);
    },
  );

  it('keeps what its total is made of', async () => {
    const total_details = { amount_discount: 500, amount_shipping: 700, amount_tax: 400 };
    const { order } = await receive({ amount_subtotal: 4_000, amount_total: 4_600, total_details });
    expect(order).toMatchObject({ subtotal: 4_000, discount: 500, shipping: 700, tax: 400, total: 4_600 });
  });
});

describe('a value that is new', () => {
  const statuses: [unknown][] = [['processing'], [null], [undefined], [7]];

  it.each(statuses)(
    'as payment status (%p) does not send goods: the order awaits its payment',
    async (payment_status) => {
      const { webhook, order, timeline } = await receive({ payment_status });
      expect(webhook).toEqual(processed);
      expect(order).toMatchObject({ status: 'awaiting_payment' });
      expect(timeline).toEqual(['Awaiting payment — £43.00 via Stripe']);
    },
  );

  it.each(withTypes(statuses, types.slice(1)))(
    'as payment status does not hide what %s says itself (%p)',
    async (type, payment_status) => {
      const { webhook, order, timeline } = await receive({ payment_status }, type);
      expect(webhook).toEqual(processed);
      expect(order?.['status']).toBe(status(type).status);
      expect(timeline).toEqual([toldByType[type]?.sentence('£43.00', 'customer@example.com')]);
    },
  );

  const modes: [Record<string, unknown>][] = [
    [{ mode: 'subscription', payment_status: 'trialing' }],
    [{ mode: 'setup', payment_status: 'not_needed', amount_total: null, currency: null }],
    [{ mode: 'lease' }],
    [{ mode: null }],
    [{ mode: undefined }],
  ];
  it.each(withTypes(modes))('as mode is ignored in %s, whatever else is new: %j', async (type, session) => {
    const { webhook, order, timeline } = await receive(session, type);
    expect(webhook).toEqual({ state: 'ignored', last_error: null });
    expect([order, timeline]).toEqual([undefined, []]);
  });

  it('as type of event is ignored', async () => {
    const { webhook } = await receive({}, 'checkout.session.reopened');
    expect(webhook).toEqual({ state: 'ignored', last_error: null });
  });
});
