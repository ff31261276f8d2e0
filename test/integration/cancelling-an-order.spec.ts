import type { Provider } from '@daybook/contract';
import { Database } from '@daybook/database';
import { CancelOrder, FulfilmentProviders, FulfilOrder, ProviderError, Submissions } from '@daybook/fulfilment';
import { OrdersService, type NewOrderLine } from '@daybook/orders';
import { OrdersReadModel } from '@daybook/screens';
import { beforeEach, describe, expect, it } from '@jest/globals';
import { aCheckout } from '../support/a-checkout.js';
import { AProvider } from '../support/a-provider.js';
import { useParts } from '../support/parts.js';

const printify = new AProvider('printify');
const printful = new AProvider('printful');
const parts = useParts({}, (testing) =>
  testing
    .overrideProvider(FulfilmentProviders)
    .useValue({ all: [printify, printful], get: (name: Provider) => ({ printify, printful })[name] }),
);

const tee: NewOrderLine = {
  ...{ title: 'Tee', variant: 'M / Black', sku: null, provider: 'printify' },
  ...{ productId: 'p1', variantId: 'v1', quantity: 1, unitPrice: 3_900 },
};
const poster: NewOrderLine = { ...tee, title: 'Poster', provider: 'printful' };
const shippingAddress = {
  ...{ name: 'Ada Green', line1: '12 Mill Lane', line2: null, city: 'Totnes' },
  ...{ region: null, postalCode: 'TQ9 5AB', country: 'GB', phone: null },
};

beforeEach(async () => {
  await parts.clear();
  await parts.rows('delete from pgboss.job');
  for (const provider of [printify, printful]) {
    provider.orders.clear();
    provider.refusals.length = 0;
  }
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
  const attempt = { attempt: 1, maxAttempts: 3, signal: new AbortController().signal };
  for (const { data } of jobs) await parts.get(Submissions).attempt(data, attempt);
}

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

    expect(printify.orders.size).toBe(0);
    expect(await statusOf(orderId)).toBe('cancelled');
    expect(await cancellations(orderId)).toEqual([['Order cancelled', true]]);
  });

  it('is cancelled at both providers and recorded once, however often the request is repeated', async () => {
    const orderId = await anOrder([tee, poster]);
    await submitAll();
    expect(await cancel(orderId)).toEqual({ outcome: 'cancelled' });
    expect(await cancel(orderId)).toEqual({ outcome: 'cancelled' });

    expect(await statusOf(orderId)).toBe('cancelled');
    expect(await cancellations(orderId)).toEqual([['Order cancelled', true]]);
  });

  it('is cancelled at the provider that accepted it although the response was lost', async () => {
    printify.submitFailures.push('lost');
    const orderId = await anOrder([tee]);
    await submitAll();
    printify.refusals.push('it is in production already');

    expect(await cancel(orderId)).toMatchObject({ outcome: 'refused' });
    expect(await cancellations(orderId)).toEqual([]);
    expect(await cancel(orderId)).toEqual({ outcome: 'cancelled' });
    expect(await statusOf(orderId)).toBe('cancelled');
  });

  it('stays as it is when the provider refuses, and the timeline says why', async () => {
    const orderId = await anOrder([tee]);
    await submitAll();
    printify.refusals.push('it is in production already');

    expect(await cancel(orderId)).toEqual({
      outcome: 'refused',
      reason: 'It cannot be cancelled any more. Printify: it is in production already',
    });
    expect(await statusOf(orderId)).toBe('submitted');
    expect(await cancellations(orderId)).toEqual([]);
  });

  it('continues at one provider when only the other cancels, and the timeline says so', async () => {
    const orderId = await anOrder([tee, poster]);
    await submitAll();
    printify.refusals.push(new ProviderError('no answer within 10 s'));

    expect(await cancel(orderId)).toEqual({
      outcome: 'refused',
      reason: 'Only Printful cancelled its part. Printify: no answer within 10 s',
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
