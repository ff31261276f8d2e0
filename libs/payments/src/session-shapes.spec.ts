import { beforeEach, describe, expect, it } from '@jest/globals';
import { useParts } from '../../../test/support/parts.js';
import { aStripeEvent, shippingShapes } from '../../../test/support/stripe.js';
import { useStripeInbox } from '../../../test/support/stripe-inbox.js';

const parts = useParts();
const inbox = useStripeInbox(parts);
beforeEach(() => parts.clear());

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
  return { webhook, order, timeline: timeline.map(({ message }) => message) };
}

const nowhere = { collected_information: null, shipping_details: null, shipping: null };
const home = { line1: '12 Mill Lane', city: 'Totnes', postal_code: 'TQ9 5AB', country: 'GB' };
const processed = { state: 'processed', last_error: null };

describe('the shipping address of a session', () => {
  it.each(Object.entries(shippingShapes))(
    'is where the goods go, and not the billing address, in API version %s',
    async (_, shape) => {
      const { order } = await receive({ collected_information: undefined, ...shape });
      expect(order?.['shipping_address']).toEqual({
        ...{ name: 'Ada Green', line1: '12 Mill Lane', line2: null, city: 'Totnes', region: null },
        ...{ postalCode: 'TQ9 5AB', country: 'GB', phone: null },
      });
    },
  );

  it.each<[string, Record<string, unknown>]>([
    ['no version’s field is there', { collected_information: undefined }],
    ['all are null', nowhere],
    ['it holds nothing', { ...nowhere, collected_information: { shipping_details: { name: 'Ada', address: {} } } }],
    ['it has a shape nobody knows', { ...nowhere, shipping_details: ['12 Mill Lane'] }],
  ])('is missing when %s: a billing address is none', async (_, shape) => {
    const { order, webhook } = await receive(shape);
    expect(webhook).toEqual(processed);
    expect(order).toMatchObject({ status: 'paid', shipping_address: null, customer_name: 'Ada Green' });
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

describe('a paid session', () => {
  it.each<[string, Record<string, unknown>, string]>([
    ['of an amount of 0', { payment_status: 'no_payment_required', payment_intent: null, amount_total: 0 }, '£0.00'],
    ['in a currency without minor unit', { amount_total: 4_300, currency: 'jpy' }, 'JP¥4,300'],
    ['in a currency with three decimals', { amount_total: 4_300, currency: 'kwd' }, 'KWD 4.300'],
    ['with an expanded payment', { payment_intent: { id: 'pi_1', object: 'payment_intent' } }, '£43.00'],
    ['without optional fields', { total_details: undefined, shipping_cost: undefined, metadata: undefined }, '£43.00'],
    ['with optional fields that are null', { total_details: null, shipping_cost: null, metadata: null }, '£43.00'],
    [
      'with optional fields that are new',
      { consent: 'yes', total_details: [], shipping_cost: { amount: 4 } },
      '£43.00',
    ],
    ['with a name in another script', { customer_details: { name: '山田 花子', email: 'h@example.jp' } }, '£43.00'],
    ['with a name from right to left', { customer_details: { name: 'ليلى', email: 'l@example.com' } }, '£43.00'],
    ['without a name', { customer_details: { name: null, email: 'l@example.com' } }, '£43.00'],
    ['without customer details', { customer_details: null, customer_email: 'l@example.com' }, '£43.00'],
  ])('%s is an order', async (_, session, total) => {
    const { webhook, order, timeline } = await receive(session);
    expect(webhook).toEqual(processed);
    expect(order).toMatchObject({ status: 'paid', shipping_address: { line1: '12 Mill Lane' } });
    expect(order?.['customer_email']).toContain('@example.');
    expect(timeline.map((text) => text.replaceAll('\u00a0', ' '))).toEqual([`Order placed — ${total} via Stripe`]);
  });

  it('keeps what its total is made of', async () => {
    const total_details = { amount_discount: 500, amount_shipping: 700, amount_tax: 400 };
    const { order } = await receive({ amount_subtotal: 4_000, amount_total: 4_600, total_details });
    expect(order).toMatchObject({ subtotal: 4_000, discount: 500, shipping: 700, tax: 400, total: 4_600 });
  });
});

describe('a value that is new', () => {
  it.each(['processing', null, undefined, 7])(
    'as payment status (%p) does not send goods: the order awaits its payment',
    async (payment_status) => {
      const { webhook, order, timeline } = await receive({ payment_status });
      expect(webhook).toEqual(processed);
      expect(order).toMatchObject({ status: 'awaiting_payment' });
      expect(timeline).toEqual(['Awaiting payment — £43.00 via Stripe']);
    },
  );

  it('as payment status does not hide a payment that has succeeded', async () => {
    const { order } = await receive({ payment_status: 'processing' }, 'checkout.session.async_payment_succeeded');
    expect(order).toMatchObject({ status: 'paid' });
  });

  it.each<Record<string, unknown>>([
    { mode: 'subscription', payment_status: 'trialing' },
    { mode: 'setup', payment_status: 'not_needed', amount_total: null, currency: null },
    { mode: 'lease' },
    { mode: null },
    { mode: undefined },
  ])('as mode is ignored, whatever else is new: %j', async (session) => {
    const { webhook, order, timeline } = await receive(session);
    expect(webhook).toEqual({ state: 'ignored', last_error: null });
    expect([order, timeline]).toEqual([undefined, []]);
  });

  it('as type of event is ignored', async () => {
    const { webhook } = await receive({}, 'checkout.session.reopened');
    expect(webhook).toEqual({ state: 'ignored', last_error: null });
  });
});
