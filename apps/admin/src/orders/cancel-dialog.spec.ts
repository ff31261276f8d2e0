import type { Order } from '@daybook/contract';
import { aFulfilment, orderId } from '../../test/an-order';
import { anOrderPage } from '../../test/an-order-page';
import { until } from '../../test/until';

const cancel = `POST /api/orders/${orderId}/cancel`;
const refund = `POST /api/orders/${orderId}/refunds`;

async function opened(some: Partial<Order> = {}) {
  const page = await anOrderPage({ actions: ['cancel', 'refund', 'note'], ...some });
  const cancelled: Order = { ...page.order, status: 'cancelled', actions: ['refund', 'note'] };
  page.api.answerBy(cancel, () => {
    page.respondWith(cancelled);
    return { body: cancelled };
  });
  page.api.answer(refund, cancelled);
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
    expect(page.routes()).toEqual([
      [cancel, null],
      [refund, { amount: 3300, id: expect.any(String) as string }],
    ]);
    expect(page.words(page.element.querySelector('app-status-chip'))).toBe('Cancelled');
  });

  it('leaves the money alone when that is not wanted', async () => {
    const page = await opened();
    page.dialog()?.querySelector<HTMLInputElement>('input[type=checkbox]')?.click();
    await page.fixture.whenStable();
    await page.press('Cancel order');
    await page.closed();
    await page.snackSays('SS-260214-0042 is cancelled');
    expect(page.routes()).toEqual([[cancel, null]]);
  });

  it('offers no refund where nothing is left', async () => {
    const page = await opened({ actions: ['cancel'], refundable: { amount: 0, currency: 'GBP' } });
    expect(page.dialog()?.querySelector('input')).toBeNull();
    expect(page.named('Cancel order')).toBeDefined();
  });

  it('shows the sentence of a provider that says no, refunds nothing, and asks how the order stands now', async () => {
    const page = await opened();
    page.api.refuse(cancel, 409, 'It can no longer be cancelled. Printify: it is in production');
    page.api.requests.length = 0;
    await page.press('Cancel and refund £43.00');
    await until(() => page.alert() !== '');
    expect(page.alert()).toBe('It can no longer be cancelled. Printify: it is in production');
    expect(page.routes()).toEqual([[cancel, null]]);
    expect(page.api.routes()).toContain('GET /api/orders/SS-260214-0042');
  });

  it('that succeeds, though its refund does not, says both', async () => {
    const page = await opened();
    page.api.refuse(refund, 409, 'Stripe has no payment for this order.');
    await page.press('Cancel and refund £43.00');
    await page.snackSays('is cancelled, but its refund could not be requested. Stripe has no payment for this order.');
  });

  it('is requested once, however often it is pressed', async () => {
    const page = await opened();
    const { letGo } = page.api.hold(cancel, () => page.cancelled);
    await page.press('Cancel and refund £43.00');
    await page.press('Cancelling…');
    letGo();
    await page.closed();
    await until(() => page.routes().length === 2);
    expect(page.routes().filter(([route]) => route === cancel)).toHaveLength(1);
  });

  it('does nothing when the order is kept', async () => {
    const page = await opened();
    await page.press('Keep the order');
    await page.closed();
    expect(page.routes()).toEqual([]);
  });
});
