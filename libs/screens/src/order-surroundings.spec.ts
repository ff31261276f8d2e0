import { Database } from '@daybook/database';
import { OrdersService, type Checkout, type NewOrderLine } from '@daybook/orders';
import { beforeEach, describe, expect, it } from '@jest/globals';
import { aCheckout } from '../../../test/support/a-checkout.js';
import { useParts } from '../../../test/support/parts.js';
import { OrdersReadModel } from './orders.read-model.js';

const parts = useParts();
beforeEach(async () => {
  await parts.clear();
  await parts.rows('truncate product cascade');
});

async function anOrder(minute: number, checkout: Partial<Checkout> = {}): Promise<string> {
  const at = new Date(Date.UTC(2026, 1, 23, 14, minute));
  const order = await parts
    .get(Database)
    .transaction((tx) => parts.get(OrdersService).place(tx, aCheckout(checkout), at));
  return order.number;
}
const around = (number: string) => parts.get(OrdersReadModel).findSurroundings(number);

describe('around an order', () => {
  it('are its neighbours in the list, also among orders of the same instant', async () => {
    const [first, ...twins] = [await anOrder(1), await anOrder(2), await anOrder(2)];
    const list = await parts.get(OrdersReadModel).list({ limit: 10 });
    const [newest = '', middle = '', oldest = ''] = list.items.map(({ number }) => number);
    expect([oldest, twins]).toEqual([first, expect.arrayContaining([newest, middle])]);
    expect(await around(newest)).toMatchObject({ newer: null, older: middle });
    expect(await around(middle)).toMatchObject({ newer: newest, older: oldest });
    expect(await around(oldest)).toMatchObject({ newer: middle, older: null });
  });

  it('are the other orders of its customer, however the address is written', async () => {
    const number = await anOrder(1, { customerEmail: 'ada@example.com' });
    await anOrder(2, { customerEmail: 'Ada@Example.com' });
    await anOrder(3, { customerEmail: 'canada@example.com' });
    expect(await around(number)).toMatchObject({ otherOrders: 1 });
  });

  it('are pictures of its goods: of the variant, else of the product', async () => {
    const images = [
      { url: 'https://pictures.example/front.jpg', providerVariantIds: [] },
      { url: 'https://pictures.example/black.jpg', providerVariantIds: ['black'] },
    ];
    await parts.rows(
      `insert into product (id, provider, provider_product_id, slug, title, images, is_offered, fingerprint, synced_at, changed_at)
       values (gen_random_uuid(), 'printify', 'tee', 'tee', 'Tee', $1, false, '', now(), now())`,
      [JSON.stringify(images)],
    );
    const line = (some: Partial<NewOrderLine>): NewOrderLine => ({
      ...{ title: 'Tee', variant: null, sku: null, provider: 'printify', productId: 'tee', variantId: null },
      ...{ quantity: 1, unitPrice: 1_000 },
      ...some,
    });
    const lines = [
      line({ variantId: 'black' }),
      line({ variantId: 'white' }),
      line({ productId: 'unknown' }),
      line({ provider: null, productId: null }),
    ];
    const number = await anOrder(1, { lines });
    const order = await parts.get(OrdersReadModel).findDetail(number);
    const { pictures } = (await around(number)) ?? { pictures: [] };
    expect(order?.lines.map(({ id }) => pictures.find(({ lineId }) => lineId === id)?.url)).toEqual([
      'https://pictures.example/black.jpg',
      'https://pictures.example/front.jpg',
      undefined,
      undefined,
    ]);
  });

  it('is nothing when there is no such order', async () => {
    expect(await around('SS-000000-0000')).toBeNull();
  });
});
