import type { Order } from '@daybook/contract';
import { aFulfilment, orderId } from '../../test/an-order';
import { anOrderPage } from '../../test/an-order-page';
import { until } from '../../test/until';

const cancel = `POST /api/orders/${orderId}/cancel`;

async function opened(some: Partial<Order> = {}) {
  const page = await anOrderPage({ actions: ['cancel', 'refund', 'note'], ...some });
  const cancelled: Order = { ...page.order, status: 'cancelled', actions: ['refund', 'note'] };
  page.api.answerBy(cancel, () => {
    page.respondWith(cancelled);
    return { body: cancelled };
  });
  await page.opens('Cancel the order');
  return { ...page, cancelled, routes: () => page.mutations().map(({ route, body }) => [route, body]) };
}

describe('cancelling', () => {
  it('says what will happen to an order that nobody was given', async () => {
    const page = await opened({ fulfilments: [aFulfilment({ status: 'pending', providerOrderId: null })] });
    expect(page.words()).toContain('Nothing has been submitted');
  });

  it('names the providers that are asked to cancel, and says that they may refuse', async () => {
    const page = await opened({
      fulfilments: [aFulfilment(), aFulfilment({ provider: 'printful', providerOrderId: '7' })],
    });
    expect(page.words()).toContain('Printify and Printful are asked not to make it');
  });

  it('refunds what is left in the same go, and says so on its button', async () => {
    const page = await opened({ refundable: { amount: 3300, currency: 'GBP' } });
    await page.press('Cancel and refund £33.00');
    await page.snackSays('is cancelled, and a refund of £33.00 requested');
    expect(page.routes()).toEqual([[cancel, { refund: true, tellCustomer: true }]]);
    expect(page.words(page.element.querySelector('app-status-chip'))).toBe('Cancelled');
  });

  it('tells the customer, unless that is not wanted', async () => {
    const page = await opened({ customerEmail: 'ada@customer.example' });
    expect(page.words()).toContain('By e-mail to ada@customer.example, once it is cancelled.');
    page.dialog()?.querySelector<HTMLInputElement>('input[name=tell]')?.click();
    await page.fixture.whenStable();
    await page.press('Cancel and refund £43.00');
    await page.closed();
    expect(page.routes()).toEqual([[cancel, { refund: true, tellCustomer: false }]]);
  });

  it('leaves the money alone when that is not wanted', async () => {
    const page = await opened();
    page.dialog()?.querySelector<HTMLInputElement>('input[type=checkbox]')?.click();
    await page.fixture.whenStable();
    await page.press('Cancel order');
    await page.closed();
    await page.snackSays('SS-260214-0042 is cancelled');
    expect(page.routes()).toEqual([[cancel, { refund: false, tellCustomer: true }]]);
  });

  it('offers no refund where nothing is left', async () => {
    const page = await opened({ actions: ['cancel'], refundable: { amount: 0, currency: 'GBP' } });
    expect(page.dialog()?.querySelector('input[name=refund]')).toBeNull();
    expect(page.named('Cancel order')).toBeDefined();
  });

  it('does not wait for the provider: the page says that it is asked, and the refund follows', async () => {
    const page = await opened({ fulfilments: [aFulfilment()] });
    const cancelling: Order = { ...page.order, fulfilments: [aFulfilment({ isCancelling: true })], actions: ['note'] };
    page.api.answerBy(cancel, () => {
      page.respondWith(cancelling);
      return { body: cancelling };
    });
    await page.press('Cancel and refund £43.00');
    await page.snackSays('Cancelling at Printify … The refund of £43.00 follows once it is cancelled.');
    expect(page.words(page.element.querySelector('app-order-cancelling'))).toContain('Cancelling at Printify …');
  });

  it('shows why it was refused, and asks how the order stands now', async () => {
    const page = await opened();
    page.api.refuse(cancel, 409, 'This order is part of the demo.');
    page.api.requests.length = 0;
    await page.press('Cancel and refund £43.00');
    await until(() => page.alert() !== '');
    expect(page.alert()).toBe('This order is part of the demo.');
    expect(page.api.routes()).toContain('GET /api/orders/SS-260214-0042');
  });

  it('is requested once, however often it is pressed', async () => {
    const page = await opened();
    const { letGo } = page.api.hold(cancel, () => page.cancelled);
    await page.press('Cancel and refund £43.00');
    await page.press('Cancelling…');
    letGo();
    await page.closed();
    expect(page.routes().filter(([route]) => route === cancel)).toHaveLength(1);
  });

  it('does nothing when the order is kept', async () => {
    const page = await opened();
    await page.press('Keep the order');
    await page.closed();
    expect(page.routes()).toEqual([]);
  });
});
