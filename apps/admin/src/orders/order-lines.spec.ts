import { TestBed } from '@angular/core/testing';
import type { Order } from '@daybook/contract';
import { aConsole } from '../../test/a-console';
import { anOrder } from '../../test/an-order';
import { OrderLines } from './order-lines';

const gbp = (amount: number) => ({ amount, currency: 'GBP' });

describe('the total of an order', () => {
  beforeEach(() => aConsole());

  async function rows(totals: Order['totals']): Promise<string[]> {
    const fixture = TestBed.createComponent(OrderLines);
    fixture.componentRef.setInput('order', anOrder({ totals }));
    await fixture.whenStable();
    const element = fixture.nativeElement as HTMLElement;
    return [...element.querySelectorAll('tbody tr')].map((row) => row.textContent.replace(/\s+/g, ' ').trim());
  }

  it('is explained line by line, with its discount and its tax', async () => {
    const explained = await rows([
      { kind: 'subtotal', amount: gbp(4_000) },
      { kind: 'discount', amount: gbp(-500) },
      { kind: 'shipping', amount: gbp(700) },
      { kind: 'tax', amount: gbp(400) },
      { kind: 'total', amount: gbp(4_600) },
    ]);
    expect(explained).toEqual(['Subtotal£40.00', 'Discount-£5.00', 'Shipping£7.00', 'Tax£4.00', 'Total£46.00']);
  });

  it('stands alone when it is all there is, with the tax that the prices include', async () => {
    expect(
      await rows([
        { kind: 'total', amount: gbp(4_600) },
        { kind: 'included_tax', amount: gbp(767) },
      ]),
    ).toEqual(['Total£46.00', 'Includes tax£7.67']);
  });
});
