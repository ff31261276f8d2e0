import type { OrderActionName } from '../../apps/sandbox/src/orders/order-actions.js';
import { overdueKinds, providers, type EventMap, type EventType } from '@daybook/contract';
import { Database, type Transaction } from '@daybook/database';
import { DomainEvents } from '@daybook/events';
import { CancelOrder, FulfilmentProviders } from '@daybook/fulfilment';
import { OrdersService, type NewOrderLine } from '@daybook/orders';
import { HeldRefunds, RefundsService } from '@daybook/payments';
import { JobsReadModel, OrdersReadModel } from '@daybook/screens';
import { afterEach, beforeEach, describe, expect, it, jest } from '@jest/globals';
import { aCheckout } from '../support/a-checkout.js';
import { useJobs } from '../support/jobs.js';
import { useParts } from '../support/parts.js';
import { reportRefund } from '../support/report-refund.js';
import { useSandbox } from '../support/sandbox.js';

const sandbox = useSandbox();
const parts = useParts(() => sandbox.settings);

const tee: NewOrderLine = {
  ...{ title: 'Tee', variant: 'M / Black', sku: null, provider: 'printify' },
  ...{ productId: '5d39b159e7c48c000728c89f', variantId: '12100', quantity: 1, unitPrice: 3_900 },
};
const poster: NewOrderLine = {
  ...tee,
  ...{ title: 'Poster', provider: 'printful', productId: '312946551', variantId: '4253821906' },
};
const shippingAddress = {
  ...{ name: 'Ada Green', line1: '12 Mill Lane', line2: null, city: 'Totnes' },
  ...{ region: null, postalCode: 'TQ9 5AB', country: 'GB', phone: null },
};

beforeEach(async () => {
  await parts.clear();
  await parts.rows('delete from pgboss.job');
});

afterEach(() => {
  jest.restoreAllMocks();
});

const transaction = <T>(work: (tx: Transaction) => Promise<T>) => parts.get(Database).transaction(work);

async function anOrder(lines: NewOrderLine[]): Promise<string> {
  return transaction(async (tx) => {
    const orders = parts.get(OrdersService);
    const { id } = await orders.place(tx, aCheckout({ shippingAddress }), new Date());
    await orders.storeLines(tx, id, lines);
    return id;
  });
}

const jobs = useJobs(parts);
const submitAll = () => jobs.runWaiting('submit-fulfilment');

const atPrintify = () => sandbox.services.providerOrders.newestFirst('printify');
const actAtPrintify = (...actions: OrderActionName[]) => {
  for (const order of atPrintify()) for (const action of actions) sandbox.services.lifecycle.act(order, action);
};

async function request(orderId: string, { refund = false } = {}): Promise<void> {
  const result = await transaction(async (tx) => {
    if (refund) await parts.get(HeldRefunds).hold(tx, orderId, 'Ada');
    return parts.get(CancelOrder).request(tx, orderId, 'Ada');
  });
  expect(result).toEqual({ outcome: 'requested' });
}
/** Requests it, and runs the jobs that follow once. */
async function cancel(orderId: string, also?: { refund: boolean }): Promise<void> {
  await request(orderId, also);
  await jobs.runWaiting('cancel-fulfilment');
}
const refunds = async (orderId: string) =>
  (await parts.get(RefundsService).listForOrder(orderId)).map(({ amount, state }) => [amount, state]);
const requestedRefunds = () => jobs.waiting<{ orderId: string; refundId: string }>('create-refund');
const statusOf = async (orderId: string) => (await parts.get(OrdersReadModel).findDetail(orderId))?.status;
const cancellations = async (orderId: string) =>
  (await parts.get(OrdersReadModel).timeline(orderId))?.items
    .filter(({ eventType }) => eventType.startsWith('order.cancel'))
    .map(({ message, resolvedAt }) => [message, resolvedAt !== null]);

describe('an order that a person cancels', () => {
  it('is never submitted when cancelled before submission', async () => {
    const orderId = await anOrder([tee]);
    await cancel(orderId);
    await submitAll();

    expect(atPrintify()).toEqual([]);
    expect(await statusOf(orderId)).toBe('cancelled');
    expect(await cancellations(orderId)).toEqual([['Order cancelled', true]]);
  });

  it('whose lines are not known yet is recorded once, in that person’s name, and never submitted', async () => {
    const orderId = await transaction(
      async (tx) => (await parts.get(OrdersService).place(tx, aCheckout({ shippingAddress }), new Date())).id,
    );
    await cancel(orderId);
    await transaction((tx) => parts.get(OrdersService).storeLines(tx, orderId, [tee]));
    await submitAll();

    expect(atPrintify()).toEqual([]);
    expect(await statusOf(orderId)).toBe('cancelled');
    expect(await parts.rows(`select actor from activity_log where event_type = 'order.cancelled'`)).toEqual([
      { actor: 'Ada' },
    ]);
  });

  it('is submitted after all when its provider refuses to cancel it', async () => {
    sandbox.planFault({ service: 'printify', kind: 'server_error', operation: 'submit' });
    const orderId = await anOrder([tee]);
    const [submission] = await jobs.waiting<{ fulfilmentId: string }>('submit-fulfilment');
    if (!submission) throw new Error('Nothing is to be submitted.');
    await submitAll();
    await request(orderId);
    expect(await jobs.run('submit-fulfilment', submission, 2)).toMatchObject({ outcome: 'snooze' });

    sandbox.planFault({ service: 'printify', kind: 'server_error', operation: 'read' });
    const [cancellation] = await jobs.waiting('cancel-fulfilment');
    await jobs.run('cancel-fulfilment', cancellation ?? {}, 3);
    expect(await cancellations(orderId)).toEqual([
      ['Printify did not cancel the order: the server failed (500) — gave up after 3 attempts', false],
    ]);
    expect(await jobs.run('submit-fulfilment', submission, 2)).toEqual({ outcome: 'done' });
    expect(atPrintify()).toHaveLength(1);
    expect(await statusOf(orderId)).toBe('submitted');
  });

  it('is not cancelling for ever when its provider cannot even be asked', async () => {
    const orderId = await anOrder([tee]);
    await submitAll();
    await request(orderId);
    const [cancellation] = await jobs.waiting('cancel-fulfilment');
    jest.spyOn(parts.get(FulfilmentProviders), 'get').mockReturnValue({} as never);
    await jobs.run('cancel-fulfilment', cancellation ?? {}, 3);
    expect(await cancellations(orderId)).toEqual([
      [
        'Printify did not cancel the order: an error in Daybook itself, which its log describes — gave up after 3 attempts',
        false,
      ],
    ]);
  });

  it('is recorded once, in that person’s name, when the provider’s news comes before its answer', async () => {
    const orderId = await anOrder([tee]);
    await submitAll();
    await request(orderId);
    const [cancellation] = await jobs.waiting<{ fulfilmentId: string }>('cancel-fulfilment');
    if (!cancellation) throw new Error('Nothing is to be cancelled.');
    actAtPrintify('cancel');
    await jobs.run('refresh-fulfilment', { ...cancellation, trigger: 'poll' });
    await jobs.runWaiting('cancel-fulfilment');

    expect(await statusOf(orderId)).toBe('cancelled');
    expect(await parts.rows(`select actor from activity_log where event_type like 'order.cancel%'`)).toEqual([
      { actor: 'Ada' },
    ]);
  });

  it('is cancelled at both providers and recorded once, however often the request is repeated', async () => {
    const orderId = await anOrder([tee, poster]);
    await submitAll();
    actAtPrintify('hold');
    await cancel(orderId);
    expect(sandbox.services.providerOrders.newestFirst().map(({ state }) => state)).toEqual(['cancelled', 'cancelled']);
    await cancel(orderId);

    expect(await statusOf(orderId)).toBe('cancelled');
    expect(await cancellations(orderId)).toEqual([['Order cancelled', true]]);
  });

  it('is shown as cancelling only at the providers that have not answered yet', async () => {
    const orderId = await anOrder([tee, poster]);
    await submitAll();
    actAtPrintify('hold');
    await request(orderId);
    const cancelling = async () =>
      (await parts.get(OrdersReadModel).findDetail(orderId))?.fulfilments
        .filter(({ isCancelling }) => isCancelling)
        .map(({ provider }) => provider);
    expect(await cancelling()).toEqual(['printful', 'printify']);

    const [first] = await jobs.waiting<{ provider: string }>('cancel-fulfilment');
    await jobs.run('cancel-fulfilment', first ?? {});
    expect(await cancelling()).toEqual(['printful', 'printify'].filter((provider) => provider !== first?.provider));
    await jobs.runWaiting('cancel-fulfilment');
    expect(await cancelling()).toEqual([]);
  });

  it('is cancelled at the provider that accepted it although the response was lost', async () => {
    sandbox.planFault({ service: 'printify', kind: 'drop_response', operation: 'submit' });
    const orderId = await anOrder([tee]);
    await submitAll();
    for (const order of atPrintify()) sandbox.services.lifecycle.accept(order);
    actAtPrintify('advance');

    await cancel(orderId);
    expect(await cancellations(orderId)).toEqual([
      ['Printify did not cancel the order: it is already in production', false],
    ]);
    actAtPrintify('hold');
    await cancel(orderId);
    expect(atPrintify()).toMatchObject([{ state: 'cancelled' }]);
    expect(await statusOf(orderId)).toBe('cancelled');
  });

  it('stays as it is when the provider refuses, and the timeline says why', async () => {
    const orderId = await anOrder([tee]);
    await submitAll();
    actAtPrintify('advance');

    await cancel(orderId);
    expect(await statusOf(orderId)).toBe('submitted');
    expect(await cancellations(orderId)).toEqual([
      ['Printify did not cancel the order: it is already in production', false],
    ]);
  });

  it('continues at one provider when only the other cancels, and the timeline says so', async () => {
    const orderId = await anOrder([tee, poster]);
    await submitAll();
    actAtPrintify('hold');
    sandbox.planFault({ service: 'printify', kind: 'reject', operation: 'cancel', reason: 'It is being made.' });

    await cancel(orderId);
    expect(await statusOf(orderId)).toBe('submitted');
    expect((await cancellations(orderId))?.toSorted()).toEqual([
      ['Printful’s part of the order cancelled', true],
      ['Printify did not cancel the order: it is being made', false],
    ]);

    await cancel(orderId);
    expect(await statusOf(orderId)).toBe('cancelled');
    expect((await cancellations(orderId))?.toSorted()).toEqual([
      ['Order cancelled', true],
      ['Printful’s part of the order cancelled', true],
      ['Printify did not cancel the order: it is being made', true],
    ]);
  });
});

describe('the problems of an order that is cancelled', () => {
  const refund = { amount: 500, currency: 'GBP' };
  async function publishProblems(orderId: string): Promise<void> {
    await transaction(async (tx) => {
      const events = parts.get(DomainEvents);
      const publish = <T extends EventType>(type: T, data: EventMap[T]) => events.publish(tx, type, data, { orderId });
      for (const provider of providers) {
        await publish('order.submission_failed', { provider, reason: 'no' });
        await publish('order.on_hold', { provider, reason: 'no' });
        await publish('order.problem', { provider, reason: 'no' });
      }
      await publish('order.payment_failed', { total: refund, via: 'Stripe' });
      await publish('order.submission_failed', { provider: null, reason: 'no provider is assigned to Cup' });
      for (const waitingFor of overdueKinds) await publish('order.overdue', { waitingFor, seconds: 60 });
      await publish('order.review_opened', { reviewId: 'prv_1', reason: 'elevated risk' });
      await publish('order.refund_failed', { refund, refundId: '0191', reason: 'no' });
      await publish('order.email.failed', { mail: 'confirmation', to: 'ada@example.com', reason: 'no' });
      await publish('email.bounced', { mail: 'confirmation', to: 'ada@example.com' });
    });
  }
  /** What is open, and by which entries the rest was resolved. */
  async function problems(orderId: string) {
    const entries = (await parts.get(OrdersReadModel).timeline(orderId))?.items ?? [];
    const ofConcern = entries.filter(({ level, eventType }) => level !== 'info' && eventType !== 'order.cancelled');
    const [open, resolved] = [ofConcern.filter((entry) => !entry.resolvedAt), ofConcern.filter((it) => it.resolvedAt)];
    const resolvers = new Set(resolved.map(({ resolvedBy }) => resolvedBy?.by === 'event' && resolvedBy.entryId));
    return {
      open: open.map(({ message }) => message).toSorted(),
      resolvers: [...resolvers].map((id) => entries.find((entry) => entry.id === id)?.message),
    };
  }
  const notAboutTheGoods = [
    'Email bounced: ada@example.com (order confirmation)',
    'Order confirmation to ada@example.com failed: no',
    'Refund of £5.00 failed: no',
  ];
  const queued = async () =>
    (await parts.get(JobsReadModel).list({ limit: 50 })).items.map(({ name, state }) => [name, state]);
  const discardWaiting = (provider: string) =>
    parts.rows(
      `update pgboss.job set state = 'failed', started_on = now(), completed_on = now()
       where name = 'submit-fulfilment' and data ->> 'provider' = $1`,
      [provider],
    );

  it('that it explains are resolved by it, its jobs are gone, and those about money and mail stay', async () => {
    const orderId = await anOrder([tee, poster]);
    await publishProblems(orderId);
    await parts.rows(`update customer_order set fulfilment_error = 'no'`);
    await discardWaiting('printify');
    expect(await queued()).toEqual(
      expect.arrayContaining([
        ['submit-fulfilment', 'waiting'],
        ['submit-fulfilment', 'discarded'],
      ]),
    );
    await cancel(orderId);

    expect(await problems(orderId)).toEqual({ open: notAboutTheGoods, resolvers: ['Order cancelled'] });
    expect((await queued()).filter(([name]) => name !== 'send-mail')).toEqual([]);
    expect(await parts.get(OrdersReadModel).findDetail(orderId)).toMatchObject({ fulfilmentError: null });
  });

  it('are left open at the provider that goes on, and resolved at the one that has cancelled its part', async () => {
    const orderId = await anOrder([tee, poster]);
    await jobs.run(
      'submit-fulfilment',
      (await jobs.waiting<{ provider: string }>('submit-fulfilment')).find(({ provider }) => provider === 'printify') ??
        {},
    );
    actAtPrintify('advance');
    await discardWaiting('printful');
    await parts.rows(`update fulfilment set last_error = 'no stock' where provider = 'printful'`);
    await parts.rows(`update customer_order set fulfilment_error = 'no stock'`);
    await publishProblems(orderId);
    await cancel(orderId);

    expect(await problems(orderId)).toEqual({
      open: [
        ...notAboutTheGoods.slice(0, 1),
        'Held for review by Stripe: elevated risk',
        'Not shipped 1 minute after submission',
        'On hold at Printify: no',
        ...notAboutTheGoods.slice(1, 2),
        'Payment failed — £5.00 via Stripe',
        'Printify did not cancel the order: it is already in production',
        'Problem at Printify: no',
        ...notAboutTheGoods.slice(2),
        'Submission failed: no provider is assigned to Cup',
        'Submission to Printify failed: no',
      ],
      resolvers: ['Printful’s part of the order cancelled'],
    });
    expect((await queued()).filter(([, state]) => state === 'discarded')).toEqual([]);
    expect(await parts.get(OrdersReadModel).findDetail(orderId)).toMatchObject({ fulfilmentError: null });
  });

  it('are not looked at again once it is cancelled', async () => {
    const orderId = await anOrder([{ ...tee, title: 'Cup', provider: null }]);
    await transaction((tx) => parts.get(DomainEvents).announce(tx, 'order.problems_changed', orderId));
    expect(await queued()).toContainEqual(['review-order', 'waiting']);
    await cancel(orderId);

    expect(await queued()).not.toContainEqual(['review-order', 'waiting']);
  });

  it('leave the line that nobody makes as the error when the part that failed is cancelled', async () => {
    const orderId = await anOrder([tee, poster, { ...tee, title: 'Cup', provider: null }]);
    const submissions = await jobs.waiting<{ provider: string }>('submit-fulfilment');
    await jobs.run('submit-fulfilment', submissions.find(({ provider }) => provider === 'printify') ?? {});
    actAtPrintify('advance');
    await parts.rows(`update fulfilment set last_error = 'no stock' where provider = 'printful'`);
    await parts.rows(`update customer_order set fulfilment_error = 'no stock'`);
    await cancel(orderId);

    expect(await parts.get(OrdersReadModel).findDetail(orderId)).toMatchObject({
      fulfilmentError: 'no provider is assigned to Cup',
    });
  });

  it('are resolved when its provider cancels it, which itself needs a person', async () => {
    const orderId = await anOrder([tee]);
    await submitAll();
    await publishProblems(orderId);
    actAtPrintify('cancel');
    const [fulfilment] = await parts.rows<{ id: string }>('select id from fulfilment');
    const refresh = { orderId, fulfilmentId: fulfilment?.id ?? '', provider: 'printify', trigger: 'poll' };
    await jobs.run('refresh-fulfilment', refresh);

    expect(await problems(orderId)).toEqual({ open: notAboutTheGoods, resolvers: ['Order cancelled'] });
    expect(await cancellations(orderId)).toEqual([['Order cancelled', false]]);
  });
});

describe('a refund that is requested with the cancellation', () => {
  it('is requested at Stripe once every provider has cancelled, and not before', async () => {
    const orderId = await anOrder([tee, poster]);
    await submitAll();
    actAtPrintify('hold');

    await request(orderId, { refund: true });
    for (const payload of await jobs.waiting('cancel-fulfilment')) {
      expect(await refunds(orderId)).toEqual([[4_300, 'held']]);
      expect(await requestedRefunds()).toEqual([]);
      await jobs.run('cancel-fulfilment', payload);
    }
    expect(await refunds(orderId)).toEqual([[4_300, 'pending']]);
    expect(await requestedRefunds()).toMatchObject([{ orderId }]);
  });

  it('is requested at once when no provider knows the order, and once, however often it is repeated', async () => {
    const orderId = await anOrder([tee]);
    await cancel(orderId, { refund: true });
    await cancel(orderId, { refund: true });

    expect(await refunds(orderId)).toEqual([[4_300, 'pending']]);
    expect(await requestedRefunds()).toMatchObject([{ orderId }]);
  });

  it('is listed after the cancellation, even when the clock of Stripe is behind', async () => {
    const orderId = await anOrder([tee]);
    await submitAll();
    actAtPrintify('hold');
    await cancel(orderId, { refund: true });
    await reportRefund(parts, orderId, { at: new Date(Date.now() - 60_000) });

    const told = (await parts.get(OrdersReadModel).timeline(orderId))?.items.map(({ eventType }) => eventType);
    expect(told?.slice(-2)).toEqual(['order.cancelled', 'order.refunded']);
  });

  it('fails when a provider refuses, which is one problem, and the payment can be refunded otherwise', async () => {
    const orderId = await anOrder([tee]);
    await submitAll();
    actAtPrintify('advance');
    await cancel(orderId, { refund: true });

    expect(await refunds(orderId)).toEqual([[4_300, 'failed']]);
    expect(await requestedRefunds()).toEqual([]);
    const failures = `select message, actor from activity_log where event_type = 'order.refund_failed'`;
    expect(await parts.rows(failures)).toEqual([
      { message: 'Refund of £43.00 failed: the order was not cancelled', actor: 'Printify' },
    ]);
    expect(await parts.rows(`select message from activity_log where level <> 'info' and resolved_at is null`)).toEqual([
      { message: 'Printify did not cancel the order: it is already in production' },
    ]);
  });

  it('is not left held when somebody else has cancelled the order before', async () => {
    const orderId = await anOrder([tee]);
    await cancel(orderId);
    await cancel(orderId, { refund: true });

    expect(await refunds(orderId)).toEqual([[4_300, 'pending']]);
    expect(await requestedRefunds()).toMatchObject([{ orderId }]);
  });

  it('is not requested when more than the payment was refunded at Stripe', async () => {
    const orderId = await anOrder([tee]);
    await parts.rows(
      `insert into refund (id, order_id, amount, currency, order_amount, state)
       values (gen_random_uuid(), $1, 5000, 'GBP', 5000, 'refunded')`,
      [orderId],
    );
    await transaction((tx) => parts.get(HeldRefunds).hold(tx, orderId, 'Ada'));
    expect(await refunds(orderId)).toEqual([[5_000, 'refunded']]);
  });
});
