import { Database } from '@daybook/database';
import { Order, OrdersService } from '@daybook/orders';
import { beforeEach, describe, expect, it } from '@jest/globals';
import { demoOrderRequest } from '../../../apps/sandbox/src/stripe/demo-shop.js';
import { aPayment } from '../../../test/support/a-payment.js';
import { aCheckout } from '../../../test/support/a-checkout.js';
import { useJobs } from '../../../test/support/jobs.js';
import { useParts } from '../../../test/support/parts.js';
import { useStripeInbox } from '../../../test/support/stripe-inbox.js';
import { useSandbox } from '../../../test/support/sandbox.js';
import { failNextKey, keysAt, stripeFaults, unavailable } from '../test/stripe-faults.js';
import { RefundsRecorder } from './refunds-recorder.js';
import { RefundsService } from './refunds.service.js';
import { stripeRefund } from './stripe-refund.js';

const sandbox = useSandbox();
const { stripe } = sandbox;
const parts = useParts(() => sandbox.settings);
beforeEach(async () => {
  await parts.clear();
  await parts.rows('delete from pgboss.job');
});

const inTransaction = <T>(work: Parameters<Database['transaction']>[0]) =>
  parts.get(Database).transaction(work) as Promise<T>;

const jobs = useJobs(parts);
const inbox = useStripeInbox(parts);
const create = (refundId: string, attempt = 1) =>
  jobs.run('create-refund', { orderId: crypto.randomUUID(), refundId }, attempt);
const request = (orderId: string, id: string, amount = 4_300) =>
  inTransaction((tx) => parts.get(RefundsService).request(tx, orderId, { id, amount }, 'Ada'));
const payments = () => sandbox.services.payments.newestFirst();
const refundsAtStripe = () => payments().flatMap(({ refunds }) => refunds);
const report = (refund: Record<string, unknown>) =>
  inTransaction(async (tx) => {
    const [order] = await tx.em.find(Order, {});
    if (!order) throw new Error('There is no order.');
    const late = stripeRefund.parse({ id: 're_late', amount: 4_300, created: 1_790_000_000, ...refund });
    await parts.get(RefundsRecorder).record(tx, order, late, null);
  });

/** A refund of an order of £43.00 that was paid at the sandbox. */
async function aRefund(): Promise<{ id: string; orderId: string }> {
  const { session } = sandbox.services.demoShop.placeOrder(demoOrderRequest.parse({ delivery: 'hold' })).checkout;
  const checkout = aCheckout({ sessionId: session.id, paymentIntentId: payments().at(0)?.paymentIntent ?? '' });
  const order = await inTransaction<{ id: string }>((tx) => parts.get(OrdersService).place(tx, checkout, new Date()));
  const id = crypto.randomUUID();
  expect(await request(order.id, id)).toEqual({ outcome: 'requested' });
  return { id, orderId: order.id };
}

const rows = () => parts.rows('select stripe_id, state from refund order by id');
const timeline = async () =>
  (
    await parts.rows<{ event_type: string; message: string }>(
      `select event_type, message from activity_log where event_type like 'order.refund%' order by occurred_at, id`,
    )
  ).map(({ event_type, message }) => [event_type, message]);
const openFailures = async (type: string) =>
  (
    await parts.rows<{ message: string }>(
      'select message from activity_log where event_type = $1 and resolved_at is null',
      [type],
    )
  ).map(({ message }) => message);
const refunded = ['order.refunded', expect.any(String)];
const failedBecause = (reason: string) => ['order.refund_failed', expect.stringContaining(reason)];

describe('a refund that Stripe answers with its own error', () => {
  it('is created once, with another idempotency key', async () => {
    const { id } = await aRefund();
    failNextKey(stripe, stripeFaults.fails);
    failNextKey(stripe, stripeFaults.fails);

    expect(await create(id, 1)).toMatchObject({ outcome: 'retry', reason: 'Something went wrong.' });
    expect(await create(id, 2)).toMatchObject({ outcome: 'retry', reason: 'Something went wrong.' });
    expect(await create(id, 3)).toEqual({ outcome: 'done' });
    expect(refundsAtStripe()).toHaveLength(1);
    expect(keysAt(stripe)).toHaveLength(3);
    expect(await rows()).toEqual([{ stripe_id: refundsAtStripe().at(0)?.id, state: 'refunded' }]);
    expect(await timeline()).toEqual([refunded]);
  });

  it('is not created again when Stripe created it despite the error', async () => {
    const { id } = await aRefund();
    failNextKey(stripe, stripeFaults['fails after creating']);

    expect(await create(id)).toEqual({ outcome: 'done' });
    expect(refundsAtStripe()).toHaveLength(1);
    expect(keysAt(stripe)).toHaveLength(1);
    expect(await timeline()).toEqual([refunded]);
  });

  it('keeps its key while it is unknown whether Stripe created it', async () => {
    const { id } = await aRefund();
    const recover = stripe.always(/./, unavailable);
    expect(await create(id, 1)).toMatchObject({ outcome: 'retry' });
    recover();

    expect(await create(id, 2)).toEqual({ outcome: 'done' });
    expect(keysAt(stripe)).toEqual([`refund-${id}`]);
    expect(refundsAtStripe()).toHaveLength(1);
  });
});

describe('a refund whose last attempt fails', () => {
  async function aFailedRefund() {
    const refund = await aRefund();
    const recover = stripe.always(/./, unavailable);
    expect(await create(refund.id, 20)).toEqual({ outcome: 'discard', reason: 'Stripe is unavailable.' });
    recover();
    return refund;
  }

  it('has failed, gives the reason, and can be requested again', async () => {
    const { orderId } = await aFailedRefund();
    expect(await rows()).toEqual([{ stripe_id: null, state: 'failed' }]);
    expect(await timeline()).toEqual([failedBecause('Stripe is unavailable.')]);

    const again = crypto.randomUUID();
    expect(await request(orderId, again)).toEqual({ outcome: 'requested' });
    expect(await create(again)).toEqual({ outcome: 'done' });
    expect(await timeline()).toEqual(expect.arrayContaining([failedBecause('Stripe is unavailable.'), refunded]));
  });

  it('becomes refunded when Stripe reports it later', async () => {
    const { id } = await aFailedRefund();
    await report({ status: 'pending', metadata: { daybook_refund: id } });
    await report({ status: 'succeeded', metadata: { daybook_refund: id } });

    expect(await rows()).toEqual([{ stripe_id: 're_late', state: 'refunded' }]);
    expect(await openFailures('order.refund_failed')).toEqual([]);
  });

  it('tells Stripe’s reason in one line', async () => {
    const { id } = await aRefund();
    const message = `No.\u0000\n${'x'.repeat(5_000)}`;
    const recover = stripe.always(/./, { status: 400, body: { error: { type: 'invalid_request_error', message } } });
    expect(await create(id)).toEqual({ outcome: 'discard', reason: `No. ${'x'.repeat(496)}` });
    recover();
    expect(await timeline()).toEqual([failedBecause(`failed: No. ${'x'.repeat(496)}`)]);
  });
});

it('keeps a refund failed when an older report of its success arrives', async () => {
  const { id } = await aRefund();
  await report({ status: 'failed', metadata: { daybook_refund: id } });
  await report({ status: 'succeeded', metadata: { daybook_refund: id } });

  expect(await rows()).toEqual([{ stripe_id: 're_late', state: 'failed' }]);
});

it('that was made at Stripe is listed there when a webhook only says that the payment was refunded', async () => {
  const { orderId } = await aRefund();
  const [payment] = payments();
  if (!payment) throw new Error('There is no payment.');
  await parts.rows('delete from refund');
  for (const amount of [1_000, 500])
    sandbox.services.payments.refund(payment, { amount, outcome: 'succeeds', delivery: 'hold' });

  const webhookId = crypto.randomUUID();
  expect(await jobs.run('list-refunds', { orderId, webhookId })).toEqual({ outcome: 'done' });
  expect(await jobs.run('list-refunds', { orderId, webhookId })).toEqual({ outcome: 'done' });
  expect((await timeline()).map(([, message]) => message)).toEqual(['Refunded £10.00', 'Refunded £5.00']);
});

/** Runs the waiting job while Stripe refuses, and when it answers again. */
async function expectToBeTold(job: string, reason: string): Promise<void> {
  const [payload = {}] = await jobs.waiting(job);
  const recover = stripe.always(/./, { status: 403, body: { error: { message: 'This key may not read it.' } } });
  const outcomes: string[] = [];
  for (const attempt of [8, 9, 20]) {
    outcomes.push((await jobs.run(job, payload, attempt)).outcome);
    const told = await openFailures('webhook.failed');
    const end = attempt === 20 ? ' — gave up after 20 attempts' : '';
    expect(told).toEqual(
      attempt === 8 ? [] : [expect.stringMatching(new RegExp(`: ${reason}: This key may not read it\\.${end}$`))],
    );
  }
  expect(outcomes).toEqual(['retry', 'retry', 'discard']);
  recover();
  expect(await jobs.run(job, payload, 1)).toEqual({ outcome: 'done' });
  expect(await openFailures('webhook.failed')).toEqual([]);
}

it('that was made at Stripe is told on its order while the key may not list it', async () => {
  const { orderId } = await aRefund();
  const payment = aPayment();
  const payment_intent = payments().at(0)?.paymentIntent;
  await inbox.receive(payment.chargeRefunded(new Date(), null, 4_300, { payment_intent }));
  await expectToBeTold('list-refunds', 'its refunds could not be listed');
  expect(await parts.rows(`select distinct order_id from activity_log where event_type = 'webhook.failed'`)).toEqual([
    { order_id: orderId },
  ]);
});

describe('a webhook that names only the charge', () => {
  const receiveAlone = async () => {
    const { charge = '' } = payments().at(0) ?? {};
    const it = aPayment();
    await inbox.receive(
      it.event('charge.dispute.created', new Date(), {
        id: 'dp_1',
        amount: 100,
        created: 1,
        status: 'needs_response',
        charge,
      }),
    );
  };
  const disputes = () => parts.rows(`select 1 from activity_log where event_type = 'order.disputed'`);

  it('finds its order at Stripe', async () => {
    await aRefund();
    await receiveAlone();
    expect(await jobs.runWaiting('find-charge')).toEqual([{ outcome: 'done' }]);
    expect(await disputes()).toHaveLength(1);
  });

  it('waits for its order, and is ignored when Stripe knows no such charge', async () => {
    await aRefund();
    await parts.rows('truncate customer_order cascade');
    await receiveAlone();
    await jobs.runWaiting('find-charge');
    await inbox.receive(aPayment().paid(new Date(), { payment_intent: payments().at(0)?.paymentIntent }));
    await jobs.runWaiting('find-charge');
    expect(await disputes()).toHaveLength(1);
    expect(await jobs.run('find-charge', { chargeId: 'ch_of_somebody', webhookId: crypto.randomUUID() })).toMatchObject(
      {
        outcome: 'discard',
      },
    );
  });

  it('finds its order though another charge of the same payment, which failed, was heard of first', async () => {
    await aRefund();
    const { paymentIntent: payment_intent } = payments().at(0) ?? {};
    await inbox.receive(aPayment().reviewOpened(new Date(), { payment_intent, charge: 'ch_declined' }));
    await receiveAlone();
    expect(await jobs.runWaiting('find-charge')).toEqual([{ outcome: 'done' }]);
    expect(await disputes()).toHaveLength(1);
  });

  it('is told while Stripe does not say whose it is, until it does', async () => {
    await aRefund();
    await receiveAlone();
    await expectToBeTold('find-charge', 'its payment could not be found');
    expect(await disputes()).toHaveLength(1);
  });
});
