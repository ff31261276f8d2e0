import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { Stripe } from 'stripe';
import { aSessionRequest, startSandbox, stripeAt, type SandboxUnderTest } from '../test/sandbox.js';

let sandbox: SandboxUnderTest;
beforeAll(async () => {
  sandbox = await startSandbox();
});
afterAll(() => sandbox.stop());

async function refusal(answer: Promise<unknown>): Promise<unknown> {
  const [outcome] = await Promise.allSettled([answer]);
  if (outcome.status === 'fulfilled') throw new Error('This was to be refused, and was accepted.');
  return outcome.reason;
}

describe('Stripe’s API', () => {
  it('creates a session that Stripe’s own library reads back unchanged', async () => {
    const session = await sandbox.stripe.checkout.sessions.create(aSessionRequest());
    expect(session).toMatchObject({
      object: 'checkout.session',
      mode: 'payment',
      status: 'open',
      payment_status: 'unpaid',
      currency: 'gbp',
      amount_subtotal: 5400,
      amount_total: 5800,
      shipping_cost: { amount_total: 400, amount_tax: 0 },
      metadata: { cart: '42' },
      payment_intent: null,
      url: `${sandbox.url}/pay/${session.id}`,
    });
    expect(session.id).toMatch(/^cs_test_\w{58}$/);
    expect(session.expires_at - session.created).toBe(86_400);
    expect(session).not.toHaveProperty('line_items');
    expect(await sandbox.stripe.checkout.sessions.retrieve(session.id)).toEqual(session);
  });

  it('lists line items with their products expanded, page by page', async () => {
    const { id } = await sandbox.stripe.checkout.sessions.create(aSessionRequest());
    const items = await sandbox.stripe.checkout.sessions
      .listLineItems(id, { limit: 1, expand: ['data.price.product'] })
      .autoPagingToArray({ limit: 100 });
    expect(items).toMatchObject([
      { description: 'Heavyweight tee', quantity: 1, amount_total: 2400, price: { unit_amount: 2400 } },
      { description: 'Enamel mug', quantity: 2, amount_total: 3000, price: { unit_amount: 1500 } },
    ]);
    expect(items.map(({ price }) => price?.product)).toMatchObject([
      { object: 'product', metadata: { provider: 'printify', variant_id: '12100' } },
      { object: 'product', metadata: { provider: 'printify', variant_id: '65216' } },
    ]);
    const plain = await sandbox.stripe.checkout.sessions.listLineItems(id);
    expect(plain.has_more).toBe(false);
    expect(plain.data[0]?.price?.product).toMatch(/^prod_/);
  });

  it('includes the line items in the session when they are expanded', async () => {
    const { id } = await sandbox.stripe.checkout.sessions.create(aSessionRequest());
    const session = await sandbox.stripe.checkout.sessions.retrieve(id, { expand: ['line_items.data.price.product'] });
    expect(session.line_items?.data[0]?.price?.product).toMatchObject({ name: 'Heavyweight tee' });
  });

  it.each(['jpy', 'kwd', 'gbp'])('adds minor units of %s', async (currency) => {
    const session = await sandbox.stripe.checkout.sessions.create(aSessionRequest(currency));
    expect(session).toMatchObject({ currency, amount_subtotal: 5400, amount_total: 5800 });
  });

  it('expires an open session once and announces it', async () => {
    sandbox.receiver.forget();
    const open = await sandbox.stripe.checkout.sessions.create({
      ...aSessionRequest(),
      after_expiration: { recovery: { enabled: true } },
    });
    const session = await sandbox.stripe.checkout.sessions.expire(open.id);
    expect(session).toMatchObject({ status: 'expired', url: null, after_expiration: { recovery: { enabled: true } } });
    const [webhook] = await sandbox.receiver.first(1);
    expect(JSON.parse(webhook?.body ?? '')).toMatchObject({
      type: 'checkout.session.expired',
      data: { object: { id: open.id, status: 'expired' } },
      request: { id: expect.stringMatching(/^req_/) },
    });
    expect(await refusal(sandbox.stripe.checkout.sessions.expire(open.id))).toMatchObject({ statusCode: 400 });
    const recovered = await fetch(session.after_expiration?.recovery?.url ?? '', { redirect: 'manual' });
    const again = await sandbox.stripe.checkout.sessions.retrieve(
      recovered.headers.get('location')?.split('/').at(-1) ?? '',
    );
    expect(again).toMatchObject({ recovered_from: open.id, status: 'open', amount_total: 5800 });
  });

  it('repeats the first answer for the same idempotency key', async () => {
    const first = await sandbox.stripe.checkout.sessions.create(aSessionRequest(), { idempotencyKey: 'cart-42' });
    const second = await sandbox.stripe.checkout.sessions.create(aSessionRequest(), { idempotencyKey: 'cart-42' });
    expect(second.id).toBe(first.id);
    expect(second.lastResponse.headers['idempotent-replayed']).toBe('true');
  });

  it('refuses a reused idempotency key with other parameters', async () => {
    await sandbox.stripe.checkout.sessions.create(aSessionRequest(), { idempotencyKey: 'cart-43' });
    const error = await refusal(
      sandbox.stripe.checkout.sessions.create(aSessionRequest('eur'), { idempotencyKey: 'cart-43' }),
    );
    expect(error).toBeInstanceOf(Stripe.errors.StripeIdempotencyError);
  });

  it('forgets an idempotency key whose request was refused', async () => {
    const options = { idempotencyKey: 'cart-44' };
    await refusal(sandbox.stripe.checkout.sessions.create({ ...aSessionRequest(), expires_at: 1 }, options));
    expect(await sandbox.stripe.checkout.sessions.create(aSessionRequest(), options)).toMatchObject({ status: 'open' });
  });

  it('answers 401 to a wrong key and to none', async () => {
    const error = await refusal(
      stripeAt(sandbox.url, 'sk_test_of_another_shop').checkout.sessions.retrieve('cs_test_1'),
    );
    expect(error).toBeInstanceOf(Stripe.errors.StripeAuthenticationError);
    expect(error).toMatchObject({ message: 'Invalid API Key provided: sk_test_********shop' });
    expect((await fetch(`${sandbox.url}/v1/checkout/sessions/cs_test_1`)).status).toBe(401);
  });

  it.each([
    [{ success_url: '' }, 'parameter_missing', 'success_url'],
    [{ discounts: [{ coupon: 'X' }] }, 'parameter_unknown', 'discounts'],
    [
      {
        line_items: [{ quantity: 1, price_data: { currency: 'gbp', unit_amount: 1.5, product_data: { name: 'Mug' } } }],
      },
      'parameter_invalid_integer',
      'line_items[0][price_data][unit_amount]',
    ],
    [
      { line_items: [{ quantity: 1, price_data: { currency: 'gbp', unit_amount: 1 } }] },
      'parameter_missing',
      'line_items[0][price_data][product_data]',
    ],
  ])('refuses %j with the code and parameter Stripe names', async (wrong, code, param) => {
    const error = await refusal(sandbox.stripe.checkout.sessions.create({ ...aSessionRequest(), ...wrong }));
    expect(error).toBeInstanceOf(Stripe.errors.StripeInvalidRequestError);
    expect(error).toMatchObject({ statusCode: 400, code, param });
  });

  it('accepts a basket of a hundred lines', async () => {
    const [line] = aSessionRequest().line_items ?? [];
    const line_items = Array.from({ length: 100 }, () => ({ ...line }));
    const { id, amount_subtotal } = await sandbox.stripe.checkout.sessions.create({ ...aSessionRequest(), line_items });
    expect(amount_subtotal).toBe(240_000);
    const items = await sandbox.stripe.checkout.sessions.listLineItems(id, { limit: 100 });
    expect(items).toMatchObject({ has_more: false });
    expect(items.data).toHaveLength(100);
  });

  it('answers 404 for an unknown session or route', async () => {
    expect(await refusal(sandbox.stripe.checkout.sessions.retrieve('cs_test_1'))).toMatchObject({
      statusCode: 404,
      code: 'resource_missing',
    });
    expect(await refusal(sandbox.stripe.customers.list())).toMatchObject({
      statusCode: 404,
      message: expect.stringContaining('Unrecognized request URL'),
    });
  });
});
