import type { Order } from '@daybook/contract';
import { anEntry, aProblem } from '../../test/an-entry';
import { aFulfilment, orderId } from '../../test/an-order';
import { anOrderPage } from '../../test/an-order-page';
import { until } from '../../test/until';

const retry = `POST /api/orders/${orderId}/retry`;
const waiting = aFulfilment({ status: 'pending', providerOrderId: null });
const failing: Partial<Order> = {
  fulfilmentError: 'insufficient stock for M Black',
  fulfilments: [waiting],
  actions: ['retry', 'address'],
};
const status = (element: Element) => element.querySelector('app-order-quick-status');
const failed = aProblem({ orderId });

describe('the quick status', () => {
  it('says why nothing is submitted, with what mends it beside it', async () => {
    const page = await anOrderPage(failing, [failed]);
    expect(page.words(status(page.element))).toContain('Not submitted: insufficient stock for M Black');
    expect(page.names(status(page.element) ?? undefined)).toEqual(['Retry', 'Correct address']);
  });

  it('keeps the refusal of a retry to its own order', async () => {
    const page = await anOrderPage(failing, [failed]);
    page.api.refuse(retry, 409, 'The address is incomplete.');
    await page.press('Retry');
    await until(() => page.alert().includes('The address is incomplete.'), 'the refusal');
    const next = { ...page.order, id: '00000000-0000-7000-8000-00000000abcd', number: 'SS-260214-0099' };
    page.api.answer(`GET /api/orders/${next.number}`, next);
    page.api.answer(`GET /api/orders/${next.number}/activity`, { items: [failed], standing: [], next: null });
    page.api.answer(`GET /api/orders/${next.number}/surroundings`, {
      newer: null,
      older: null,
      otherOrders: 0,
      pictures: [],
    });
    page.fixture.componentRef.setInput('id', next.number);
    await until(() => page.element.querySelector('h1')?.textContent.includes(next.number) === true, 'the next order');
    await page.fixture.whenStable();
    expect(page.names(status(page.element) ?? undefined)).toContain('Retry');
    expect(page.alert()).toBe('');
  });

  it('isolates a reason, a name and an address that are written from right to left', async () => {
    const page = await anOrderPage({ ...failing, fulfilmentError: 'אזל המלאי', customerName: 'שרה כהן' }, [failed]);
    expect(page.words(status(page.element))).toContain('Not submitted: \u2068אזל המלאי\u2069');
    const isolated = [...page.element.querySelectorAll('bdi')].map(({ textContent }) => textContent);
    expect(isolated.filter((text) => text === 'שרה כהן')).toHaveLength(2);
    expect(isolated).toContain('ada@customer.example');
    expect(page.element.querySelector('.sentence')?.getAttribute('dir')).toBe('auto');
  });

  it('names the provider that is left when the other one has its part', async () => {
    const page = await anOrderPage({ ...failing, fulfilments: [waiting, aFulfilment({ provider: 'printful' })] });
    expect(page.words(status(page.element))).toContain('Not submitted to Printify: insufficient stock');
  });

  it('says when the next attempt is made, or that none is', async () => {
    const occurredAt = '2026-02-14T12:21:00.000Z';
    const tries = { provider: 'printify', attempt: 1, of: 3, nextAttemptAt: '2026-02-14T12:26:00.000Z' };
    const first = aProblem({ orderId, occurredAt, payload: tries });
    const page = await anOrderPage(failing, [first]);
    expect(page.words(status(page.element))).toContain('Tries again at 12:26 (attempt 2 of 3)');
    const gaveUp = { provider: 'printify', attempt: 3, of: 3, gaveUpAfter: 3 };
    const third = aProblem({ orderId, payload: gaveUp });
    page.respondWith(page.order, [first, third]);
    page.socket.push('activity:recorded', { entry: third });
    await until(() => page.words(status(page.element)).includes('Gave up after 3 attempts'));
    expect(page.words(status(page.element))).not.toContain('Tries again');
  });

  it('says that the order waits for a provider that takes none', async () => {
    const waits = anEntry({ orderId, eventType: 'order.submission_waiting', payload: { provider: 'printify' } });
    const page = await anOrderPage(failing, [waits]);
    expect(page.words(status(page.element))).toContain('Will be submitted once Printify is taking orders again');
  });

  it('is not there when all is well', async () => {
    const page = await anOrderPage({ actions: ['note'] });
    expect([page.words(status(page.element)), status(page.element)?.classList.contains('shown')]).toEqual(['', false]);
  });

  it('retries once, however often it is pressed, and then says that it is under way', async () => {
    const page = await anOrderPage(failing, [failed]);
    const retried = anEntry({ orderId, eventType: 'order.submission_retried', actor: 'Ada' });
    const { letGo } = page.api.hold(retry, () => page.order);
    await page.press('Retry');
    await page.press('Retrying…');
    expect(page.named('Retrying…')?.getAttribute('aria-disabled')).toBe('true');
    letGo();
    page.socket.push('activity:recorded', { entry: retried });
    await until(() => page.named('Retry') !== undefined);
    await page.fixture.whenStable();
    expect(page.words(status(page.element))).toContain('Submitting it again now');
    expect(page.mutations()).toHaveLength(1);
  });

  it('shows the server’s sentence when it cannot be retried', async () => {
    const page = await anOrderPage(failing, [failed]);
    page.api.refuse(retry, 409, 'This order has nothing left to submit.');
    await page.press('Retry');
    await until(() => page.alert() !== '');
    expect(page.alert()).toBe('This order has nothing left to submit.');
  });

  it('goes by itself once the order is submitted, and the focus on its button goes to the heading', async () => {
    const page = await anOrderPage(failing, [failed]);
    page.named('Retry')?.focus();
    page.respondWith({ ...page.order, status: 'submitted', fulfilmentError: null, actions: [] });
    page.socket.push('order:changed', { orderId });
    await until(() => page.named('Retry') === undefined);
    await page.fixture.whenStable();
    expect(document.activeElement?.textContent).toBe(page.order.number);
  });
});
