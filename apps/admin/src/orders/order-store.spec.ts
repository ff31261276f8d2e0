import { TestBed } from '@angular/core/testing';
import { aConsole } from '../../test/a-console';
import { anEntry } from '../../test/an-entry';
import { until } from '../../test/until';
import { OrderStore } from './order-store';

const order = { id: '00000000-0000-7000-8000-0000000000aa', number: 'SS-260214-0042', status: 'paid' };

async function anOrderOnScreen() {
  const console = await aConsole(OrderStore);
  const entries = [anEntry({ orderId: order.id })];
  console.api.answer('GET /api/orders/SS-260214-0042', order);
  console.api.answer('GET /api/orders/SS-260214-0042/activity', { items: entries, standing: [], next: null });
  const store = TestBed.inject(OrderStore);
  await store.load('SS-260214-0042');
  console.api.requests.length = 0;
  return { ...console, store, entries };
}

describe('an order on screen', () => {
  it('shows a pushed entry at once, then asks for the truth', async () => {
    const { api, socket, store, entries } = await anOrderOnScreen();
    const entry = anEntry({ orderId: order.id, message: 'Submitted to Printify (PFY-1)' });
    api.answer('GET /api/orders/SS-260214-0042/activity', { items: [...entries, entry], standing: [], next: null });
    socket.push('activity:recorded', { entry });
    expect(store.entries()).toEqual([...entries, entry]);
    await until(() => api.requests.length === 2);
    expect(api.routes()).toEqual(['GET /api/orders/SS-260214-0042', 'GET /api/orders/SS-260214-0042/activity']);
  });

  it('takes no entry of another order', async () => {
    const { socket, store, entries } = await anOrderOnScreen();
    socket.push('activity:recorded', { entry: anEntry({ orderId: '00000000-0000-7000-8000-0000000000bb' }) });
    expect(store.entries()).toEqual(entries);
  });

  it('asks again when the connection is back', async () => {
    const { api, socket } = await anOrderOnScreen();
    socket.simulateDisconnect();
    socket.simulateConnect();
    await until(() => api.requests.length === 2);
  });

  it('asks again when the order changed', async () => {
    const { api, socket } = await anOrderOnScreen();
    socket.push('order:changed', { orderId: order.id });
    await until(() => api.requests.length === 2);
  });

  it('keeps what is shown when asking again fails', async () => {
    const { api, store, entries } = await anOrderOnScreen();
    api.refuse('GET /api/orders/SS-260214-0042', 503, 'The database is away.');
    await store.reload();
    expect([store.order.value(), store.order.error()?.detail]).toEqual([order, 'The database is away.']);
    expect(store.entries()).toEqual(entries);
  });
});
