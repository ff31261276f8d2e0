import type { OrderActionName } from '../../apps/sandbox/src/orders/order-actions.js';
import { Database } from '@daybook/database';
import { CancelOrder, FulfilOrder, Submissions } from '@daybook/fulfilment';
import { OrdersService, type NewOrderLine } from '@daybook/orders';
import { OrdersReadModel } from '@daybook/screens';
import { beforeEach, describe, expect, it } from '@jest/globals';
import { aCheckout } from '../support/a-checkout.js';
import { useParts } from '../support/parts.js';
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

async function anOrder(lines: NewOrderLine[]): Promise<string> {
  const orderId = await parts.get(Database).transaction(async (tx) => {
    const orders = parts.get(OrdersService);
    const { id } = await orders.place(tx, aCheckout({ shippingAddress }), new Date());
    await orders.storeLines(tx, id, lines);
    return id;
  });
  await parts.get(FulfilOrder).createFulfilments(orderId);
  return orderId;
}

async function submitAll(): Promise<void> {
  const jobs = await parts.rows<{ data: { orderId: string; fulfilmentId: string; round: number } }>(
    `select data from pgboss.job where name = 'submit-fulfilment'`,
  );
  const attempt = { number: 1, maxAttempts: 3, signal: new AbortController().signal };
  for (const { data } of jobs) await parts.get(Submissions).attempt(data, attempt);
}

const atPrintify = () => sandbox.services.providerOrders.newestFirst('printify');
const actAtPrintify = (...actions: OrderActionName[]) => {
  for (const order of atPrintify()) for (const action of actions) sandbox.services.lifecycle.act(order, action);
};

const cancel = (orderId: string) => parts.get(CancelOrder).cancel(orderId, 'Ada', new AbortController().signal);
const statusOf = async (orderId: string) => (await parts.get(OrdersReadModel).findDetail(orderId))?.status;
const cancellations = async (orderId: string) =>
  (await parts.get(OrdersReadModel).timeline(orderId))
    ?.filter(({ eventType }) => eventType === 'order.cancelled')
    .map(({ message, resolvedAt }) => [message, resolvedAt !== null]);

describe('an order that a person cancels', () => {
  it('is never submitted when cancelled before submission', async () => {
    const orderId = await anOrder([tee]);
    expect(await cancel(orderId)).toEqual({ outcome: 'cancelled' });
    await submitAll();

    expect(atPrintify()).toEqual([]);
    expect(await statusOf(orderId)).toBe('cancelled');
    expect(await cancellations(orderId)).toEqual([['Order cancelled', true]]);
  });

  it('is cancelled at both providers and recorded once, however often the request is repeated', async () => {
    const orderId = await anOrder([tee, poster]);
    await submitAll();
    actAtPrintify('hold');
    expect(await cancel(orderId)).toEqual({ outcome: 'cancelled' });
    expect(sandbox.services.providerOrders.newestFirst().map(({ state }) => state)).toEqual(['cancelled', 'cancelled']);
    expect(await cancel(orderId)).toEqual({ outcome: 'cancelled' });

    expect(await statusOf(orderId)).toBe('cancelled');
    expect(await cancellations(orderId)).toEqual([['Order cancelled', true]]);
  });

  it('is cancelled at the provider that accepted it although the response was lost', async () => {
    sandbox.planFault({ service: 'printify', kind: 'drop_response', operation: 'submit' });
    const orderId = await anOrder([tee]);
    await submitAll();
    for (const order of atPrintify()) sandbox.services.lifecycle.accept(order);
    actAtPrintify('advance');

    expect(await cancel(orderId)).toMatchObject({ outcome: 'refused' });
    expect(await cancellations(orderId)).toEqual([]);
    actAtPrintify('hold');
    expect(await cancel(orderId)).toEqual({ outcome: 'cancelled' });
    expect(atPrintify()).toMatchObject([{ state: 'cancelled' }]);
    expect(await statusOf(orderId)).toBe('cancelled');
  });

  it('stays as it is when the provider refuses, and the timeline says why', async () => {
    const orderId = await anOrder([tee]);
    await submitAll();
    actAtPrintify('advance');

    expect(await cancel(orderId)).toEqual({
      outcome: 'refused',
      reason: 'It can no longer be cancelled. Printify: it is in production already',
    });
    expect(await statusOf(orderId)).toBe('submitted');
    expect(await cancellations(orderId)).toEqual([]);
  });

  it('continues at one provider when only the other cancels, and the timeline says so', async () => {
    const orderId = await anOrder([tee, poster]);
    await submitAll();
    actAtPrintify('hold');
    sandbox.planFault({ service: 'printify', kind: 'server_error', operation: 'cancel' });

    expect(await cancel(orderId)).toEqual({
      outcome: 'refused',
      reason: 'Only Printful cancelled its part. Printify: the server failed (500)',
    });
    expect(await statusOf(orderId)).toBe('submitted');
    expect(await cancellations(orderId)).toEqual([['Printful’s part of the order cancelled', true]]);

    expect(await cancel(orderId)).toEqual({ outcome: 'cancelled' });
    expect(await statusOf(orderId)).toBe('cancelled');
    expect(await cancellations(orderId)).toEqual([
      ['Printful’s part of the order cancelled', true],
      ['Order cancelled', true],
    ]);
  });
});
