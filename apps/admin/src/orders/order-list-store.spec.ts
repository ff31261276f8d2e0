import { TestBed } from '@angular/core/testing';
import type { OrderSummary } from '@daybook/contract';
import { aConsole } from '../../test/a-console';
import { anEntry } from '../../test/an-entry';
import { until } from '../../test/until';
import { OrderListStore } from './order-list-store';

const anOrder = (n: number): OrderSummary => ({
  id: `00000000-0000-7000-8000-00000000000${n}`,
  number: `SS-260214-000${n}`,
  status: 'paid',
  customerName: 'Ada Green',
  customerEmail: 'customer@example.com',
  total: { amount: 4300, currency: 'GBP' },
  placedAt: `2026-02-14T14:0${n}:00.000Z`,
  needsAttention: false,
});

async function ordersOnScreen() {
  const console = await aConsole();
  const orders = [anOrder(2), anOrder(1)];
  console.api.answer('GET /api/orders', { items: orders, next: null });
  const store = TestBed.inject(OrderListStore);
  await store.open({});
  console.api.requests.length = 0;
  return { ...console, store, orders };
}

describe('the list of orders', () => {
  it('keeps an order that arrives waiting at the top', async () => {
    const { api, socket, store, orders } = await ordersOnScreen();
    api.answer('GET /api/orders', { items: [anOrder(3), ...orders], next: null });
    socket.push('activity:recorded', { entry: anEntry({ orderId: anOrder(3).id }) });
    await until(() => store.list.pendingCount() === 1);
    await store.list.showPending();
    expect(store.list.items().map(({ number }) => number)).toEqual([anOrder(3), ...orders].map(({ number }) => number));
  });

  it('brings an order that changed up to date where it stands, with one question for a burst', async () => {
    const { api, socket, store, orders } = await ordersOnScreen();
    const [second, first] = orders;
    api.answer('GET /api/orders', {
      items: [second, { ...first, status: 'submitted', needsAttention: true }],
      next: null,
    });
    for (let i = 0; i < 20; i += 1) socket.push('order:changed', { orderId: anOrder(1).id });
    await until(() => store.list.items()[1]?.status === 'submitted');
    expect(api.routes()).toEqual(['GET /api/orders']);
  });

  it('asks about a row that no longer fits its filter, and leaves it in its place', async () => {
    const { api, socket, store, orders } = await ordersOnScreen();
    await store.open({ status: 'paid' });
    const [second, first] = orders;
    api.answerBy('GET /api/orders', ({ query }) => ({
      body: { items: query.has('status') ? [second] : [second, { ...first, status: 'submitted' }], next: null },
    }));
    socket.push('order:changed', { orderId: anOrder(1).id });
    await until(() => store.list.items()[1]?.status === 'submitted');
  });
});
