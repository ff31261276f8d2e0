import { TestBed } from '@angular/core/testing';
import { Router } from '@angular/router';
import type { Order, OrderSurroundings } from '@daybook/contract';
import { anEntry } from '../../test/an-entry';
import { aFulfilment } from '../../test/an-order';
import { anOrderPage } from '../../test/an-order-page';
import { until } from '../../test/until';

const line: Order['lines'][number] = {
  ...{ id: 'a', title: 'Classic tee', variant: 'M / Black', sku: null, provider: 'printify', quantity: 1 },
  unitPrice: { amount: 3_900, currency: 'GBP' },
};

async function aPage(around: Partial<OrderSurroundings>, some: Partial<Order> = {}) {
  const page = await anOrderPage({ lines: [line], ...some }, [anEntry()], around);
  const link = (words: string) =>
    [...page.element.querySelectorAll('a')].find(({ ariaLabel, textContent }) =>
      [ariaLabel, textContent.trim()].includes(words),
    );
  return { ...page, link, picture: () => page.element.querySelector('img') };
}
const press = (key: string, target: EventTarget = document) =>
  target.dispatchEvent(new KeyboardEvent('keydown', { key, bubbles: true }));

describe('the page of an order', () => {
  it('shows a picture beside a line that has one, sized and loaded when it is needed', async () => {
    const { picture } = await aPage({ pictures: [{ lineId: 'a', url: 'https://pictures.example/tee.jpg' }] });
    await until(() => picture() !== null, 'the picture');
    const { src, alt, width, height } = picture() ?? new Image();
    expect([src, alt, width, height]).toEqual(['https://pictures.example/tee.jpg', 'Picture of Classic tee', 44, 44]);
    expect(picture()?.getAttribute('loading')).toBe('lazy');
  });

  it.each([
    ['cannot be loaded', 'https://pictures.example/gone.jpg'],
    ['has no safe address', 'javascript:alert(1)'],
  ])('shows no broken picture: one that %s is left out', async (_, url) => {
    const { api, picture, fixture } = await aPage({ pictures: [{ lineId: 'a', url }] });
    await until(() => api.routes().some((route) => route.endsWith('/surroundings')), 'the pictures are asked for');
    await fixture.whenStable();
    picture()?.dispatchEvent(new Event('error'));
    await fixture.whenStable();
    expect(picture()).toBeNull();
  });

  it('leads to the newer and the older order, with k and j too, but not while somebody types', async () => {
    const { link, element } = await aPage({ newer: 'SS-2', older: 'SS-0' }, { actions: ['note'] });
    const visits: unknown[] = [];
    TestBed.inject(Router).navigate = (to) => {
      visits.push(to);
      return Promise.resolve(true);
    };
    await until(() => link('Older order, SS-0') !== undefined, 'the links');
    expect(link('Newer order, SS-2')?.getAttribute('href')).toBe('/orders/SS-2');
    press('j', element.querySelector('textarea') ?? document);
    expect(visits).toEqual([]);
    press('j');
    press('k');
    expect(visits).toEqual([
      ['/orders', 'SS-0'],
      ['/orders', 'SS-2'],
    ]);
  });

  it('of the newest order learns of a newer one', async () => {
    const { api, socket, link, order } = await aPage({ newer: null, older: 'SS-0' });
    await until(() => link('Older order, SS-0') !== undefined, 'the way back');
    const now: OrderSurroundings = { newer: 'SS-2', older: 'SS-0', otherOrders: 0, pictures: [] };
    api.answer(`GET /api/orders/${order.id}/surroundings`, now);
    socket.push('activity:recorded', { entry: anEntry({ orderId: 'another' }) });
    await until(() => link('Newer order, SS-2') !== undefined, 'the way on');
  });

  it.each([
    [1, '1 other order'],
    [2, '2 other orders'],
    [100, '100 or more other orders'],
  ])('leads to the customer’s other orders: %d', async (otherOrders, words) => {
    const { link } = await aPage({ otherOrders });
    await until(() => link(words) !== undefined, words);
    expect(link(words)?.getAttribute('href')).toBe('/orders?q=ada@customer.example');
  });

  it('leads to the payment at Stripe and to the provider’s order, and to nothing unsafe', async () => {
    const safe = await aPage(
      {},
      {
        paymentUrl: 'https://dashboard.stripe.com/payments/pi_1',
        fulfilments: [aFulfilment({ providerUrl: 'https://printify.com/app/orders' })],
      },
    );
    expect(safe.link('Payment at Stripe')?.href).toBe('https://dashboard.stripe.com/payments/pi_1');
    expect(safe.link('PFY-1')?.href).toBe('https://printify.com/app/orders');
  });

  it('shows no link that is not safe', async () => {
    const url = 'javascript:alert(1)';
    const { link, words, element } = await aPage(
      {},
      { paymentUrl: url, fulfilments: [aFulfilment({ providerUrl: url })] },
    );
    expect([link('Payment at Stripe'), link('PFY-1')]).toEqual([undefined, undefined]);
    expect(words(element)).toContain('Order PFY-1 at Printify');
  });
});
