import { TestBed } from '@angular/core/testing';
import type { Order } from '@daybook/contract';
import { aConsole } from '../../test/a-console';
import { anOrder } from '../../test/an-order';
import { OrderLines } from './order-lines';
import { OrderRefunds } from './order-refunds';

const gbp = (amount: number) => ({ amount, currency: 'GBP' });
const refunds: Order['refunds'] = [
  { amount: gbp(1500), state: 'refunded', refundedAt: '2026-02-17T10:00:00.000Z' },
  { amount: gbp(400), state: 'pending', refundedAt: null },
  { amount: gbp(2000), state: 'failed', refundedAt: null },
];

describe('the refunds of an order', () => {
  beforeEach(() => aConsole());

  async function drawn(component: typeof OrderRefunds | typeof OrderLines, some: Partial<Order>) {
    const fixture = TestBed.createComponent<OrderRefunds | OrderLines>(component);
    fixture.componentRef.setInput('order', anOrder({ refunds, ...some }));
    await fixture.whenStable();
    return fixture.nativeElement as HTMLElement;
  }
  const words = (element: Element) => element.textContent.replace(/\s+/g, ' ').trim();

  it('say which are made, which are pending, and which failed', async () => {
    const element = await drawn(OrderRefunds, { refundable: gbp(2400) });
    expect([...element.querySelectorAll('li')].map(words)).toEqual([
      expect.stringMatching(/^£15.00 ?Refunded 17 Feb$/),
      expect.stringMatching(/^£4.00 ?Requested, not refunded yet$/),
      expect.stringMatching(/^£20.00 ?Failed, nothing was refunded$/),
    ]);
    expect(words(element)).toContain('£24.00 can still be refunded.');
  });

  it('say nothing of what is left when nothing is', async () => {
    expect(words(await drawn(OrderRefunds, { refundable: gbp(0) }))).not.toContain('can still');
  });

  it('are taken from the total only when they are made', async () => {
    const text = words(await drawn(OrderLines, {}));
    expect(text).toMatch(/Refunded on 17 February 2026 ?−£15.00/);
    expect(text).not.toContain('−£4.00');
    expect(text).not.toContain('−£20.00');
  });
});
