import type { Order } from '@daybook/contract';
import { orderId } from '../../test/an-order';
import { anOrderPage } from '../../test/an-order-page';
import { until } from '../../test/until';

const route = `POST /api/orders/${orderId}/refunds`;
const money = (amount: number, currency = 'GBP') => ({ amount, currency });

async function opened(some: Partial<Order> = {}) {
  const page = await anOrderPage({ status: 'delivered', actions: ['refund'], ...some });
  page.api.answerBy(route, () => {
    const pending: Order = { ...page.order, refunds: [{ amount: money(1), state: 'pending', refundedAt: null }] };
    page.respondWith(pending);
    return { body: pending };
  });
  await page.opens('Refund');
  const part = async (typed: string) => {
    document.querySelectorAll<HTMLInputElement>('input[name=how]')[1]?.click();
    await page.fixture.whenStable();
    await page.fill('#refund-amount', typed);
    document
      .querySelector('form.refund, mat-dialog-container form')
      ?.dispatchEvent(new Event('submit', { cancelable: true }));
    await page.fixture.whenStable();
  };
  return { ...page, part, bodies: () => page.mutations().map(({ body }) => body) };
}

describe('a refund', () => {
  it('of the whole payment is requested in one press, shown as requested, and the focus goes back', async () => {
    const page = await opened();
    expect(page.words()).toMatch(/The whole payment ?£43.00/);
    await page.press('Refund £43.00');
    await page.closed();
    expect(page.bodies()).toEqual([{ amount: 4300, id: expect.any(String) as string, tellCustomer: true }]);
    expect(page.words(page.element.querySelector('app-order-refunds'))).toContain('Requested, not refunded yet');
    await page.snackSays('Refund of £43.00 requested');
    await until(() => document.activeElement === page.named('Refund'));
  });

  it.each([
    ['GBP', '12.5', 1250],
    ['GBP', '£8.20', 820],
    ['JPY', '1,200', 1200],
    ['BHD', '1.505', 1505],
  ])('of a part is sent in minor units: %s %s', async (currency, typed, amount) => {
    const page = await opened({ refundable: money(4300, currency), total: money(4300, currency) });
    await page.part(typed);
    await page.closed();
    expect(page.bodies()).toEqual([{ amount, id: expect.any(String) as string, tellCustomer: true }]);
  });

  it.each([
    ['43.01', 'That is more than is left: at most £43.00.'],
    ['0', 'Enter an amount above zero.'],
    ['', 'Enter how much to refund.'],
    ['12,5', 'Enter an amount such as 12.50.'],
    ['1.005', 'Too many decimals for this currency. Enter an amount such as 12.50.'],
  ])('of “%s” is not requested, and the field says why', async (typed, why) => {
    const page = await opened();
    await page.part(typed);
    const field = document.querySelector('#refund-amount');
    expect(page.words(document.querySelector('#refund-help'))).toBe(why);
    expect(field?.getAttribute('aria-invalid')).toBe('true');
    await until(() => document.activeElement === field);
    expect(page.bodies()).toEqual([]);
  });

  it('knows what is left, and what is already on its way', async () => {
    const refunds: Order['refunds'] = [{ amount: money(1000), state: 'pending', refundedAt: null }];
    const page = await opened({ refunds, refundable: money(3300) });
    expect(page.words()).toMatch(/Everything that is left ?£33.00/);
    expect(page.words()).toContain('£10.00 has already been requested');
  });

  it('that is refused stays open with the server’s sentence', async () => {
    const page = await opened();
    page.api.refuse(route, 409, 'This is more than is left of the payment.');
    await page.press('Refund £43.00');
    await until(() => page.alert() !== '');
    expect(page.alert()).toBe('This is more than is left of the payment.');
  });

  it('with an uncertain outcome says so before it is offered again', async () => {
    const page = await opened();
    page.api.answerBy(route, () => {
      throw new TypeError('cut');
    });
    await page.press('Refund £43.00');
    await until(() => page.alert() !== '');
    expect(page.words()).toContain('the request may still have reached Stripe');
  });

  it('is requested once, however often it is pressed, and stays open until the response', async () => {
    const page = await opened();
    const { letGo } = page.api.hold(route, () => page.order);
    await page.press('Refund £43.00');
    await page.press('Requesting…');
    await page.press('Close');
    expect(page.named('Requesting…')?.getAttribute('aria-disabled')).toBe('true');
    letGo();
    await page.closed();
    expect(page.bodies()).toHaveLength(1);
  });

  it('that leaves nothing more to do leaves the focus at the heading', async () => {
    const page = await opened();
    const done = { ...page.order, refundable: money(0), actions: [] };
    page.respondWith(done);
    page.api.answer(route, done);
    await page.press('Refund £43.00');
    await page.closed();
    await until(() => document.activeElement?.tagName !== 'BODY');
    expect(document.activeElement?.textContent).toBe(page.order.number);
  });

  it('is left with Escape', async () => {
    const page = await opened();
    document.activeElement?.dispatchEvent(new KeyboardEvent('keydown', { key: 'Escape', keyCode: 27, bubbles: true }));
    await page.closed();
    await until(() => document.activeElement === page.named('Refund'));
    expect(page.bodies()).toEqual([]);
  });
});
