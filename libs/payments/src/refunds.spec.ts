import { Database } from '@daybook/database';
import { OrdersService } from '@daybook/orders';
import { beforeEach, describe, expect, it } from '@jest/globals';
import { aCheckout } from '../../../test/support/a-checkout.js';
import { useParts } from '../../../test/support/parts.js';
import { useStripeStub } from '../test/stripe-stub.js';
import { RefundsService } from './refunds.service.js';

const stripe = useStripeStub();
const parts = useParts(() => ({ STRIPE_API_URL: stripe.url }));
beforeEach(() => parts.clear());

const inTransaction = <T>(work: Parameters<Database['transaction']>[0]) =>
  parts.get(Database).transaction(work) as Promise<T>;

const aTry = (number: number, of = 3) => ({ attempt: number, maxAttempts: of, signal: new AbortController().signal });
const make = (refundId: string, attempt = aTry(1)) => parts.get(RefundsService).createAtStripe(refundId, attempt);
const ask = (orderId: string, id: string, amount = 4_300) =>
  inTransaction((tx) => parts.get(RefundsService).request(tx, orderId, { id, amount }, 'Ada'));
const hear = (refund: Record<string, unknown>) =>
  inTransaction((tx) =>
    parts
      .get(RefundsService)
      .record(tx, { id: 're_late', amount: 4_300, created: 1_790_000_000, payment_intent: 'pi_test', ...refund }, null),
  );

async function aRefund(): Promise<{ id: string; orderId: string }> {
  const order = await inTransaction<{ id: string }>((tx) =>
    parts.get(OrdersService).place(tx, aCheckout(), new Date()),
  );
  const id = crypto.randomUUID();
  expect(await ask(order.id, id)).toEqual({ outcome: 'requested' });
  return { id, orderId: order.id };
}

const rows = () => parts.rows('select stripe_id, state from refund order by id');
const story = async () =>
  (
    await parts.rows<{ event_type: string; message: string }>(
      `select event_type, message from activity_log where event_type like 'order.refund%' order by occurred_at, id`,
    )
  ).map(({ event_type, message }) => [event_type, message]);
const refunded = ['order.refunded', expect.any(String)];
const failedBecause = (reason: string) => ['order.refund_failed', expect.stringContaining(reason)];

describe('a refund for which Stripe repeats a failure', () => {
  it('is made under another key, once', async () => {
    const { id } = await aRefund();
    stripe.mishaps = ['fails', 'fails'];

    await expect(make(id, aTry(1))).rejects.toThrow('Something went wrong.');
    await expect(make(id, aTry(2))).rejects.toThrow('Something went wrong.');
    expect(await make(id, aTry(3))).toEqual({ outcome: 'done' });
    expect(stripe.refunds).toHaveLength(1);
    expect(await rows()).toEqual([{ stripe_id: 're_1', state: 'refunded' }]);
    expect(await story()).toEqual([refunded]);
  });

  it('is not made again when Stripe has made it all the same', async () => {
    const { id } = await aRefund();
    stripe.mishaps = ['fails after making'];

    expect(await make(id)).toEqual({ outcome: 'done' });
    expect(stripe.refunds).toHaveLength(1);
    expect(new Set(stripe.keys).size).toBe(1);
    expect(await story()).toEqual([refunded]);
  });

  it('keeps its key when nobody can say whether it was made', async () => {
    const { id } = await aRefund();
    stripe.isAway = true;
    await expect(make(id, aTry(1))).rejects.toThrow();
    stripe.isAway = false;

    expect(await make(id, aTry(2))).toEqual({ outcome: 'done' });
    expect(stripe.keys).toEqual([`refund-${id}`]);
  });
});

describe('a refund whose last try fails', () => {
  async function oneThatFailed() {
    const refund = await aRefund();
    stripe.isAway = true;
    expect(await make(refund.id, aTry(3))).toEqual({ outcome: 'discard', reason: 'Stripe is away.' });
    stripe.isAway = false;
    return refund;
  }

  it('has failed, says why, and can be asked for again', async () => {
    const { orderId } = await oneThatFailed();
    expect(await rows()).toEqual([{ stripe_id: null, state: 'failed' }]);
    expect(await story()).toEqual([failedBecause('Stripe is away.')]);

    const again = crypto.randomUUID();
    expect(await ask(orderId, again)).toEqual({ outcome: 'requested' });
    expect(await make(again)).toEqual({ outcome: 'done' });
    expect(await story()).toEqual(expect.arrayContaining([failedBecause('Stripe is away.'), refunded]));
  });

  it('is refunded when Stripe tells of it later after all', async () => {
    const { id } = await oneThatFailed();
    await hear({ status: 'pending', metadata: { daybook_refund: id } });
    await hear({ status: 'succeeded', metadata: { daybook_refund: id } });

    expect(await rows()).toEqual([{ stripe_id: 're_late', state: 'refunded' }]);
  });
});

it('a refund that Stripe has told to have failed stays so when older news comes in', async () => {
  const { id } = await aRefund();
  await hear({ status: 'failed', metadata: { daybook_refund: id } });
  await hear({ status: 'succeeded', metadata: { daybook_refund: id } });

  expect(await rows()).toEqual([{ stripe_id: 're_late', state: 'failed' }]);
});
