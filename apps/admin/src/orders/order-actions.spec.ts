import type { Order, OrderAction } from '@daybook/contract';
import { aFulfilment } from '../../test/an-order';
import { anOrderPage } from '../../test/an-order-page';

const offers: Record<OrderAction, string[]> = {
  retry: ['Retry'],
  cancel: ['Cancel the order'],
  refund: ['Refund'],
  address: ['Correct the address', 'Correct address'],
  email: ['Correct the e-mail address', 'Correct the e-mail'],
  note: ['Add note'],
  resend: ['Send the order confirmation again', 'Send the shipping notification again'],
};
const all = Object.keys(offers) as OrderAction[];
const troubled: Partial<Order> = {
  fulfilmentError: 'no stock',
  fulfilments: [aFulfilment()],
  resendable: ['confirmation', 'shipping'],
};

describe('the actions of an order', () => {
  it('are all there when all may be done', async () => {
    const { names } = await anOrderPage({ ...troubled, actions: all });
    expect(names()).toEqual(expect.arrayContaining(Object.values(offers).flat()));
  });

  it.each(all)('offer %s only when it may be done', async (action) => {
    const { names } = await anOrderPage({ ...troubled, actions: all.filter((other) => other !== action) });
    expect(names()).not.toEqual(expect.arrayContaining([expect.stringMatching(`^(${offers[action].join('|')})$`)]));
    expect(names()).toContain('Refresh');
  });

  it('are none on an order about which nothing can be done', async () => {
    const { names } = await anOrderPage({ status: 'delivered', ...troubled, actions: [] });
    expect(names()).toEqual([]);
  });

  it('propose no shipping notification before a parcel has left', async () => {
    const { names } = await anOrderPage({ fulfilments: [aFulfilment()], actions: all });
    expect(names()).toContain('Send the order confirmation again');
    expect(names()).not.toContain('Send the shipping notification again');
  });

  it('go when the order’s state takes them away', async () => {
    const { names, respondWith, order, socket, fixture, api } = await anOrderPage({ actions: ['cancel', 'note'] });
    respondWith({ ...order, actions: ['note'] });
    const before = api.requests.length;
    socket.push('order:changed', { orderId: order.id });
    while (api.requests.length < before + 2) await new Promise((resolve) => setTimeout(resolve, 20));
    await fixture.whenStable();
    expect(names()).not.toContain('Cancel the order');
  });
});
