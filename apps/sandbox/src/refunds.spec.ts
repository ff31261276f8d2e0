import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { Stripe } from 'stripe';
import { waitFor } from '../../../test/support/wait-for.js';
import { startSandbox, webhookSecret, type SandboxUnderTest } from '../test/sandbox.js';

let sandbox: SandboxUnderTest;
beforeEach(async () => {
  sandbox = await startSandbox();
});
afterEach(() => sandbox.stop());

/** £43.00, paid. */
async function paid() {
  const { body } = await sandbox.json('POST', '/sandbox/orders');
  const { sessionId } = body as { sessionId: string };
  await sandbox.receiver.first(1);
  sandbox.receiver.forget();
  const session = await sandbox.stripe.checkout.sessions.retrieve(sessionId);
  const { payment_intent } = session;
  if (typeof payment_intent !== 'string') throw new Error('Nothing was paid.');
  return { sessionId, payment_intent };
}

const received = () =>
  sandbox.receiver.received.map(({ body, signature }) =>
    Stripe.webhooks.constructEvent(body, signature, webhookSecret),
  );
const types = () => received().map(({ type }) => type);

describe('refunds', () => {
  it('return a part, then the rest, and no more', async () => {
    const { payment_intent } = await paid();
    const first = await sandbox.stripe.refunds.create({ payment_intent, amount: 1000, metadata: { order: 'SS-1' } });
    expect(first).toMatchObject({
      object: 'refund',
      amount: 1000,
      currency: 'gbp',
      payment_intent,
      status: 'succeeded',
      metadata: { order: 'SS-1' },
    });
    await expect(sandbox.stripe.refunds.create({ payment_intent, amount: 3301 })).rejects.toMatchObject({
      statusCode: 400,
      type: 'StripeInvalidRequestError',
      param: 'amount',
      message: 'Refund amount (£33.01) is greater than unrefunded amount on charge (£33.00)',
    });
    const second = await sandbox.stripe.refunds.create({ payment_intent });
    expect(second.amount).toBe(3300);
    await expect(sandbox.stripe.refunds.create({ payment_intent })).rejects.toMatchObject({
      code: 'charge_already_refunded',
    });
    const list = await sandbox.stripe.refunds.list({ payment_intent, limit: 1 });
    expect(list).toMatchObject({ has_more: true, data: [{ id: second.id }] });
    expect(await sandbox.stripe.refunds.retrieve(first.id)).toMatchObject({ id: first.id });
  });

  it('are announced by refund.created and charge.refunded, then by refund.updated once the bank has them', async () => {
    const { payment_intent } = await paid();
    const refund = await sandbox.stripe.refunds.create({ payment_intent, amount: 1000 });
    await sandbox.receiver.first(3);
    expect(types().toSorted()).toEqual(['charge.refunded', 'refund.created', 'refund.updated']);
    const objects = received().map(({ type, data }) => [type, data.object] as const);
    expect(Object.fromEntries(objects)).toMatchObject({
      'refund.created': { id: refund.id, status: 'succeeded', charge: refund.charge },
      'charge.refunded': { id: refund.charge, amount_refunded: 1000, refunded: false, payment_intent },
      'refund.updated': { id: refund.id, destination_details: { card: { reference_status: 'available' } } },
    });
    expect(received().find(({ type }) => type === 'refund.created')?.request?.id).toMatch(/^req_/);
  });

  it('happen once per idempotency key, even when the answer was lost', async () => {
    const { payment_intent } = await paid();
    const idempotencyKey = 'refund-1';
    await sandbox.json('POST', '/sandbox/faults', { service: 'stripe', kind: 'drop_response' });
    // Stripe's library asks once more by itself when a connection breaks
    const again = await sandbox.stripe.refunds.create({ payment_intent, amount: 1000 }, { idempotencyKey });
    expect(again.lastResponse.headers['idempotent-replayed']).toBe('true');
    expect((await sandbox.json('GET', '/sandbox/counts')).body).toMatchObject({
      stripe: { refunds: 1, calls: { refund: 2 } },
    });
  });

  it('no longer count once the bank sends them back', async () => {
    const { sessionId, payment_intent } = await paid();
    const { status, body } = await sandbox.json('POST', '/sandbox/refunds', { session: sessionId, outcome: 'fails' });
    expect(status).toBe(201);
    const { refundId } = body as { refundId: string };
    await waitFor(() => types().includes('refund.failed'));
    expect(received().find(({ type }) => type === 'refund.failed')?.data.object).toMatchObject({
      id: refundId,
      status: 'failed',
      failure_reason: 'expired_or_canceled_card',
    });
    expect((await sandbox.stripe.refunds.create({ payment_intent })).amount).toBe(4300);
    expect((await sandbox.json('POST', `/sandbox/refunds/${refundId}/fail`)).status).toBe(409);
  });

  it('can be made from the page in the shop’s currency', async () => {
    const { payment_intent } = await paid();
    expect((await sandbox.form(`/payments/${payment_intent}/refund`, { amount: '12.50' })).status).toBe(303);
    await sandbox.receiver.first(2);
    const page = await sandbox.page('/payments');
    expect(page).toContain('£12.50');
    expect(page).toContain('value="30.50"');
    const refused = await sandbox.form(`/payments/${payment_intent}/refund`, { amount: '99' });
    expect(refused.status).toBe(422);
    expect(await refused.text()).toContain('is greater than unrefunded amount');
    const [refund] = (await sandbox.stripe.refunds.list({ payment_intent })).data;
    await sandbox.form(`/payments/refunds/${refund?.id ?? ''}/fail`, {});
    expect(await sandbox.page('/payments')).toContain('Failed');
  });

  it('need an existing payment', async () => {
    await expect(sandbox.stripe.refunds.create({ payment_intent: 'pi_1' })).rejects.toMatchObject({
      code: 'resource_missing',
      message: "No such payment_intent: 'pi_1'",
    });
    await expect(sandbox.stripe.refunds.create({})).rejects.toMatchObject({ code: 'parameter_missing' });
    const { body } = await sandbox.json('POST', '/sandbox/orders', { payment: 'delayed_fails' });
    const { sessionId: session } = body as { sessionId: string };
    expect((await sandbox.json('POST', '/sandbox/refunds', { session })).status).toBe(404);
  });
});
