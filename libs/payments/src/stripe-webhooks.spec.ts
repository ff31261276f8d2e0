import { WebhookRejectedError, WebhookSources } from '@daybook/webhooks';
import { beforeEach, describe, expect, it } from '@jest/globals';
import { ZodError } from 'zod';
import { useParts } from '../../../test/support/parts.js';
import { webhookSecret } from '../../../test/support/webhook-secret.js';
import { aStripeEvent, stripeSignature, type StripeEventOptions } from '../../../test/support/stripe.js';
import { useStripeInbox } from '../../../test/support/stripe-inbox.js';

const parts = useParts({ STRIPE_WEBHOOK_SECRET: `${webhookSecret}, whsec_old` });
const stripe = () => parts.get(WebhookSources).get('stripe');

const inbox = useStripeInbox(parts);
const receive = (...events: StripeEventOptions[]) => inbox.receive(...events.map(aStripeEvent));

describe('a Stripe signature', () => {
  const body = aStripeEvent();
  const now = new Date();
  /** Null when it is accepted. */
  const refusal = async (header: string | undefined, sent = body): Promise<unknown> => {
    const headers = header === undefined ? {} : { 'stripe-signature': header };
    const [result] = await Promise.allSettled([stripe().verify(Buffer.from(sent), headers, now)]);
    return result.status === 'fulfilled' ? null : result.reason;
  };
  const secondsAgo = (seconds: number) => new Date(now.getTime() - seconds * 1_000);

  it('is accepted with either secret while the secret is being rolled', async () => {
    expect(await refusal(stripeSignature(body, { at: now }))).toBeNull();
    expect(await refusal(stripeSignature(body, { at: now, secret: 'whsec_old' }))).toBeNull();
  });

  it('is refused when it is missing, forged, malformed or belongs to another body', async () => {
    const bad = new WebhookRejectedError('bad signature');
    expect(await refusal(undefined)).toEqual(bad);
    expect(await refusal('')).toEqual(bad);
    expect(await refusal('t=,v1=')).toEqual(bad);
    expect(await refusal(stripeSignature(body, { at: now, secret: 'whsec_forged' }))).toEqual(bad);
    expect(await refusal(stripeSignature(body, { at: now }), `${body} `)).toEqual(bad);
  });

  it('is accepted after 300 seconds and stale after 302', async () => {
    expect(await refusal(stripeSignature(body, { at: secondsAgo(300) }))).toBeNull();
    expect(await refusal(stripeSignature(body, { at: secondsAgo(302) }))).toEqual(
      new WebhookRejectedError('stale signature'),
    );
  });

  it('is accepted when it is dated 300 seconds ahead and refused after that', async () => {
    const stale = new WebhookRejectedError('stale signature');
    expect(await refusal(stripeSignature(body, { at: secondsAgo(-300) }))).toBeNull();
    expect(await refusal(stripeSignature(body, { at: secondsAgo(-302) }))).toEqual(stale);
    expect(await refusal(stripeSignature(body, { at: secondsAgo(-86_400) }))).toEqual(stale);
  });
});

describe('a Stripe body', () => {
  it.each(['', 'hello', '[]', '{}', '{"id":"evt_1"}', '{"id":"evt_1","type":5}'])(
    'has no envelope when it is not an event: %.40j',
    (body) => {
      expect(() => stripe().parse(body, {})).toThrow(ZodError);
    },
  );

  it.each([{}, { created: null }, { created: 'yesterday' }, { created: -1 }, { data: null }])(
    'has an envelope whatever else is wrong with it: %j',
    (rest) => {
      const body = JSON.stringify({ id: 'evt_1', type: 'ping', ...rest });
      expect(stripe().parse(body, {})).toEqual({ eventId: 'evt_1', type: 'ping', occurredAt: null });
    },
  );
});

describe('a checkout event', () => {
  beforeEach(() => parts.clear());

  const orders = () =>
    parts.rows(
      'select status, total::int, shipping::int, currency, customer_name, shipping_address from customer_order',
    );
  const timeline = () =>
    parts.rows<{ message: string; occurred_at: Date }>(
      'select message, occurred_at from activity_log order by occurred_at, id',
    );
  const states = () => parts.rows('select state, attempts, last_error from webhook_event');

  it('places a paid order at Stripe’s time and enqueues the fetching of its lines', async () => {
    const created = new Date('2026-02-23T14:23:00Z');
    await receive({ created });

    expect(await orders()).toEqual([
      {
        status: 'paid',
        total: 4_300,
        shipping: 400,
        currency: 'GBP',
        customer_name: 'Ada Green',
        shipping_address: {
          name: 'Ada Green',
          line1: '12 Mill Lane',
          line2: null,
          city: 'Totnes',
          region: null,
          postalCode: 'TQ9 5AB',
          country: 'GB',
          phone: null,
        },
      },
    ]);
    expect(await timeline()).toEqual([{ message: 'Order placed — £43.00 via Stripe', occurred_at: created }]);
    expect(
      await parts.rows(
        `select 1 from pgboss.job where name = 'fetch-order-lines' and data ->> 'orderId' in (select id::text from customer_order)`,
      ),
    ).toHaveLength(1);
  });

  it('places an order that needs no payment', async () => {
    await receive({ session: { payment_status: 'no_payment_required', amount_total: 0 } });

    expect(await timeline()).toMatchObject([{ message: 'Order placed — £0.00 via Stripe' }]);
  });

  const session = { id: 'cs_delayed', payment_status: 'unpaid' };
  const delayed: StripeEventOptions[] = [
    { type: 'checkout.session.completed', created: new Date('2026-02-23T10:00:00Z'), session },
    {
      type: 'checkout.session.async_payment_succeeded',
      created: new Date('2026-02-24T10:00:00Z'),
      session: { ...session, payment_status: 'paid' },
    },
  ];

  it.each([
    ['in order', delayed],
    ['in reverse', delayed.toReversed()],
  ])('records a delayed payment as pending and then as placed when received %s', async (_, events) => {
    await receive(...events);

    expect((await timeline()).map(({ message }) => message)).toEqual([
      'Awaiting payment — £43.00 via Stripe',
      'Order placed — £43.00 via Stripe',
    ]);
    expect(await orders()).toMatchObject([{ status: 'paid' }]);
  });

  it('leaves the order unpaid when a delayed payment fails', async () => {
    await receive({ type: 'checkout.session.async_payment_failed', session });

    expect(await timeline()).toMatchObject([{ message: 'Payment failed — £43.00 via Stripe' }]);
    expect(await orders()).toMatchObject([{ status: 'awaiting_payment' }]);
  });

  it('cleans names of NUL and lone surrogates', async () => {
    await receive({ session: { customer_details: { name: 'A\u0000da <b>\ud800', email: 'a@example.com' } } });

    expect(await orders()).toMatchObject([{ customer_name: 'A da <b>\ufffd' }]);
  });

  it('is stored and marked as ignored when its type or mode has no effect', async () => {
    await receive({ type: 'payment_intent.payment_failed' }, { session: { mode: 'setup' } });

    expect(await states()).toEqual([
      { state: 'ignored', attempts: 1, last_error: null },
      { state: 'ignored', attempts: 1, last_error: null },
    ]);
    expect(await orders()).toEqual([]);
  });
});
