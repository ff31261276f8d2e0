import { beforeEach, describe, expect, it } from '@jest/globals';
import { collect, aRetryPolicy } from '../../test/a-retry-policy.js';
import { never } from '../../test/a-submission.js';
import { fixture } from '../../test/fixtures.js';
import type { StubProduct } from '../../test/printful-stub.js';
import { usePrintful } from '../../test/use-printful.js';
import { defaultLimits } from '../provider/provider-http.js';
import { createPrintful } from './printful.js';

const { there, stub, account } = usePrintful();
const { patience, waited } = aRetryPolicy();
const pages = () => collect(createPrintful(account(), defaultLimits, patience).listProducts(never));
const recorded = () => (JSON.parse(fixture('printful/sync-product')) as { result: StubProduct }).result;
const some = (count: number): StubProduct[] =>
  Array.from({ length: count }, (_, at) => {
    const { sync_product, sync_variants } = recorded();
    return { sync_product: { ...sync_product, id: at + 1, name: `Print ${at + 1}` }, sync_variants };
  });

beforeEach(() => {
  waited.length = 0;
});

describe('the products at Printful', () => {
  it('are told in our words: what has a price and is not put aside, and is there only while it can be made', async () => {
    there.products = [recorded()];

    expect(await pages()).toEqual([
      {
        total: 1,
        products: [
          {
            id: '313',
            title: 'Art print',
            description: '',
            tags: [],
            images: [
              { url: 'https://files.example.com/print.png', variantIds: [] },
              { url: 'https://files.example.com/a3-small.png', variantIds: ['10'] },
              { url: 'https://files.example.com/blank.jpg', variantIds: ['11'] },
            ],
            isOffered: true,
            variants: [
              { id: '10', title: 'A3 / Matte', sku: 'SKU1234', price: 2999, currency: 'USD', isAvailable: true },
              { id: '11', title: 'A2', sku: null, price: 3900, currency: 'USD', isAvailable: false },
              { id: '12', title: 'Art print', sku: 'SKU1236', price: 1900, currency: 'USD', isAvailable: false },
            ],
          },
        ],
      },
    ]);
  });

  it('are asked for a hundred at a time, each for its variants, and handed on twenty at a time', async () => {
    there.products = some(130);
    const read = await pages();

    expect(read.map(({ products }) => products.length)).toEqual([20, 20, 20, 20, 20, 20, 10]);
    expect(stub.heard.filter(({ path }) => path === '/sync/products').map(({ query }) => query.toString())).toEqual([
      'offset=0&limit=100',
      'offset=100&limit=100',
    ]);
    expect(stub.heard).toHaveLength(132);
  });

  it('that are put aside are not offered, nor asked about', async () => {
    const [put, ...others] = some(2);
    there.products = [put, ...others].flatMap((product, at) =>
      product ? [{ ...product, sync_product: { ...product.sync_product, is_ignored: at === 0 } }] : [],
    );

    expect((await pages())[0]?.products).toMatchObject([{ isOffered: false, variants: [] }, { isOffered: true }]);
    expect(stub.asked).toEqual(['GET /sync/products', 'GET /sync/products/2']);
  });

  it.each(['0.00', '0'])('are not for sale in a variant whose price is %j', async (retail_price) => {
    const { sync_product, sync_variants } = recorded();
    const [free, ...others] = sync_variants;
    there.products = [{ sync_product, sync_variants: [{ ...free, retail_price }, ...others] }];

    expect((await pages())[0]?.products).toMatchObject([{ isOffered: true, variants: [{ id: '11' }, { id: '12' }] }]);
  });

  it('without a price in any variant are not offered', async () => {
    const { sync_product, sync_variants } = recorded();
    there.products = [{ sync_product, sync_variants: sync_variants.map((one) => ({ ...one, retail_price: '0.00' })) }];

    expect((await pages())[0]?.products).toMatchObject([{ isOffered: false, variants: [] }]);
  });

  it('that are gone when they are asked about are left out', async () => {
    there.products = some(2);
    stub.once(/products\/1$/, { status: 404, body: { code: 404, result: 'Not found' } });

    expect(await pages()).toMatchObject([{ total: 2, products: [{ title: 'Print 2' }] }]);
  });

  it('without any are one empty page', async () => {
    expect(await pages()).toEqual([{ total: 0, products: [] }]);
  });

  it('are waited for when there were too many questions', async () => {
    there.products = some(3);
    stub.once(/products\/2$/, { status: 429, headers: { 'retry-after': '60' } });

    expect((await pages())[0]?.products).toHaveLength(3);
    expect(waited).toEqual([60]);
  });

  it('are read on where one question failed for a moment', async () => {
    there.products = some(3);
    stub.once(/products\/2$/, { status: 502 });

    expect((await pages())[0]?.products).toHaveLength(3);
    expect([waited, stub.asked.filter((asked) => asked.endsWith('/1'))]).toEqual([[3], ['GET /sync/products/1']]);
  });

  it('leave Printful time for orders: after the first thirty, each question waits', async () => {
    there.products = some(34);
    await pages();

    expect(waited).toEqual([0.75, 0.75, 0.75, 0.75]);
    waited.length = 0;
    await pages();
    expect(waited).toHaveLength(4);
  });

  it('that need no question wait for nothing', async () => {
    there.products = some(40).map(({ sync_product, sync_variants }) => ({
      sync_product: { ...sync_product, is_ignored: true },
      sync_variants,
    }));
    await pages();

    expect(waited).toEqual([]);
  });
});
