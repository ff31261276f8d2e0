import { CheckoutSessions } from '@daybook/payments';
import { beforeEach, describe, expect, it, jest } from '@jest/globals';
import { aProduct, emptyTheCatalogue } from '../support/a-catalogue.js';
import { aShopper } from '../support/a-shopper.js';
import { useDaybook } from '../support/daybook.js';

const daybook = useDaybook({ SHIPPING_PRICE: '0', SHIPPING_COUNTRIES: 'GB' });

beforeEach(async () => {
  await emptyTheCatalogue(daybook);
  await daybook.rows('truncate shop_attempt, cart cascade');
});

async function one(title: string, currency = 'GBP'): Promise<string> {
  const { variantIds } = await aProduct(daybook, { title, variants: [{ title: '', price: 2_400, currency }] });
  return variantIds[0] ?? '';
}

describe('a cart whose products have changed currency', () => {
  async function aCartInDollars() {
    const shopper = aShopper(daybook);
    for (const title of ['Tee', 'Mug']) await shopper.put(await one(title));
    await daybook.rows(`update variant set currency = 'USD'`);
    return shopper;
  }
  const currencies = () => daybook.rows('select distinct currency from cart_item');

  it('says so even if the number is the same, and is paid in the new currency', async () => {
    const open = jest
      .spyOn(daybook.api.get(CheckoutSessions), 'open')
      .mockResolvedValue({ url: 'https://pay.example/' });
    const shopper = await aCartInDollars();
    const cart = await shopper.visit('/cart');
    const changed = 'The price has changed: it was £24.00.';
    expect(cart.texts('.note')).toEqual([changed, changed]);
    expect(cart.texts('.sum strong')).toEqual(['US$48.00']);

    const checkout = await shopper.visit('/checkout');
    const agreedTotal = checkout.document.querySelector('input[name=agreedTotal]')?.getAttribute('value') ?? '';
    const gone = await shopper.post('/checkout', { email: 'ada@example.com', agreedTotal });
    expect(gone.response.headers.get('location')).toBe('https://pay.example/');
    expect(await currencies()).toEqual([{ currency: 'USD' }]);
    open.mockRestore();
  });

  it('accepts lines in the new currency, and none in the old one', async () => {
    const shopper = await aCartInDollars();
    expect((await shopper.put(await one('Cap', 'GBP'))).response.status).toBe(409);
    expect((await shopper.put(await one('Bag', 'USD'))).response.status).toBe(303);
    expect(await shopper.lines()).toEqual(['Tee: 1', 'Mug: 1', 'Bag: 1']);
    expect(await currencies()).toEqual([{ currency: 'USD' }]);
  });
});
