import { Database } from '@daybook/database';
import { beforeEach, describe, expect, it } from '@jest/globals';
import { v4 as uuidv4 } from 'uuid';
import { useParts } from '../../../test/support/parts.js';
import { someGoods } from '../../../test/support/some-goods.js';
import { CartError } from './cart.js';
import type { CartVariant } from './cart-item.js';
import { Carts } from './carts.service.js';

const parts = useParts();
const carts = () => parts.get(Carts);
const goods = (some?: Partial<CartVariant>) => someGoods(parts, some);
async function put(cartId: string | null, some?: CartVariant, quantity = 1) {
  const what = some ?? (await goods());
  return parts.get(Database).transaction((tx) => carts().addItem(tx, cartId, what, quantity));
}
const setQuantity = (cartId: string, variantId: string, quantity: number) =>
  parts.get(Database).transaction((tx) => carts().setQuantity(tx, cartId, variantId, quantity));

beforeEach(() => parts.clear());

describe('adding to a cart', () => {
  it('creates a cart with the item and its quantity', async () => {
    const [tee, mug] = [
      await goods({ title: 'Tee', unitPrice: 2_400 }),
      await goods({ title: 'Mug', unitPrice: 1_500 }),
    ];
    const id = await put(null, tee, 2);
    expect(await put(id, mug)).toBe(id);

    expect(await carts().findOpen(id)).toEqual({
      id,
      items: [
        { ...tee, quantity: 2 },
        { ...mug, quantity: 1 },
      ],
      currency: 'GBP',
      subtotal: 6_300,
      email: null,
      hasConsent: false,
    });
  });

  it('adds to the quantity, up to the maximum', async () => {
    const tee = await goods();
    const id = await put(null, tee, 2);
    await put(id, tee, 3);
    expect((await carts().findOpen(id))?.items).toEqual([{ ...tee, quantity: 5 }]);

    await put(id, tee, 500);
    expect((await carts().findOpen(id))?.items[0]?.quantity).toBe(99);
  });

  it('adds both of two concurrent clicks', async () => {
    const tee = await goods();
    const id = await put(null, tee, 1);
    await Promise.all([put(id, tee, 1), put(id, tee, 1)]);
    expect((await carts().findOpen(id))?.items[0]?.quantity).toBe(3);
  });

  it('ignores an unknown cart id', async () => {
    const made = uuidv4();
    expect(await put(made)).not.toBe(made);
    expect(await carts().findOpen(made)).toBeNull();
  });

  it('updates an item’s price to the current one', async () => {
    const tee = await goods({ unitPrice: 2_400 });
    const id = await put(null, tee);
    await put(id, { ...tee, unitPrice: 2_600 });
    expect((await carts().findOpen(id))?.subtotal).toBe(5_200);
  });

  it('updates an item’s currency to the current one', async () => {
    const tee = await goods({ currency: 'GBP' });
    const id = await put(null, tee);
    await put(id, { ...tee, currency: 'USD' });
    expect((await carts().findOpen(id))?.items).toEqual([{ ...tee, currency: 'USD', quantity: 2 }]);
  });

  it('refuses a second currency and leaves the cart unchanged', async () => {
    const id = await put(null, await goods({ currency: 'GBP' }));
    await expect(put(id, await goods({ currency: 'USD' }))).rejects.toThrow(CartError);
    expect((await carts().findOpen(id))?.items).toHaveLength(1);
  });

  it('refuses more lines than a checkout takes', async () => {
    let id: string | null = null;
    for (let count = 0; count < 100; count += 1) id = await put(id);
    await expect(put(id)).rejects.toThrow('A cart holds at most 100 different items.');
  });
});

describe('changing a cart', () => {
  it('sets a quantity and removes the line at 0', async () => {
    const [tee, mug] = [await goods(), await goods()];
    const id = await put(null, tee);
    await put(id, mug);
    await setQuantity(id, tee.variantId, 7);
    await setQuantity(id, mug.variantId, 0);
    expect((await carts().findOpen(id))?.items).toEqual([{ ...tee, quantity: 7 }]);
  });

  it('stores current catalogue data and keeps the quantities', async () => {
    const tee = await goods({ unitPrice: 2_400 });
    const id = await put(null, tee, 3);
    const today = { ...tee, unitPrice: 1_900, title: 'Light tee' };
    const other = await goods();
    await parts.get(Database).transaction((tx) => carts().refreshItems(tx, id, [today, other]));
    expect((await carts().findOpen(id))?.items).toEqual([{ ...today, quantity: 3 }]);
  });
});
