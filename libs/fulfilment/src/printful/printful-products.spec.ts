import { beforeEach, describe, expect, it } from '@jest/globals';
import { collect, createRetryPolicy } from '../../test/retry-policy.js';
import { never } from '../../test/a-submission.js';
import { fixture } from '../../test/fixtures.js';
import type { StubProduct } from '../../test/printful-stub.js';
import { usePrintfulStub } from '../../test/use-printful-stub.js';
import { defaultLimits } from '../provider/provider-http.js';
import { createPrintful } from './printful.js';

const { stub, server, account } = usePrintfulStub();
const { retryPolicy, waited } = createRetryPolicy();
const pages = () => collect(createPrintful(account(), defaultLimits, retryPolicy).listProducts(never));
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
  it('are converted: each variant with a price, available only while it can be made', async () => {
    stub.products = [recorded()];

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

  it('are listed a hundred at a time, read one by one for their variants, and returned twenty at a time', async () => {
    stub.products = some(130);
    const read = await pages();

    expect(read.map(({ products }) => products.length)).toEqual([20, 20, 20, 20, 20, 20, 10]);
    expect(
      server.requests.filter(({ path }) => path === '/sync/products').map(({ query }) => query.toString()),
    ).toEqual(['offset=0&limit=100', 'offset=100&limit=100']);
    expect(server.requests).toHaveLength(132);
  });

  it('that are ignored at Printful are neither offered nor read', async () => {
    const [ignored, ...others] = some(2);
    stub.products = [ignored, ...others].flatMap((product, at) =>
      product ? [{ ...product, sync_product: { ...product.sync_product, is_ignored: at === 0 } }] : [],
    );

    expect((await pages())[0]?.products).toMatchObject([{ isOffered: false, variants: [] }, { isOffered: true }]);
    expect(server.requestLines).toEqual(['GET /sync/products', 'GET /sync/products/2']);
  });

  it.each(['0.00', '0'])('are not for sale in a variant whose price is %j', async (retail_price) => {
    const { sync_product, sync_variants } = recorded();
    const [free, ...others] = sync_variants;
    stub.products = [{ sync_product, sync_variants: [{ ...free, retail_price }, ...others] }];

    expect((await pages())[0]?.products).toMatchObject([{ isOffered: true, variants: [{ id: '11' }, { id: '12' }] }]);
  });

  it('without a price in any variant are not offered', async () => {
    const { sync_product, sync_variants } = recorded();
    stub.products = [{ sync_product, sync_variants: sync_variants.map((one) => ({ ...one, retail_price: '0.00' })) }];

    expect((await pages())[0]?.products).toMatchObject([{ isOffered: false, variants: [] }]);
  });

  it('that are deleted before they are read are left out', async () => {
    stub.products = some(2);
    server.once(/products\/1$/, { status: 404, body: { code: 404, result: 'Not found' } });

    expect(await pages()).toMatchObject([{ total: 2, products: [{ title: 'Print 2' }] }]);
  });

  it('are one empty page when there are none', async () => {
    expect(await pages()).toEqual([{ total: 0, products: [] }]);
  });

  it('are read after a wait when the requests are rate limited', async () => {
    stub.products = some(3);
    server.once(/products\/2$/, { status: 429, headers: { 'retry-after': '60' } });

    expect((await pages())[0]?.products).toHaveLength(3);
    expect(waited).toEqual([60]);
  });

  it('are read on after one request failed for a moment', async () => {
    stub.products = some(3);
    server.once(/products\/2$/, { status: 502 });

    expect((await pages())[0]?.products).toHaveLength(3);
    expect([waited, server.requestLines.filter((line) => line.endsWith('/1'))]).toEqual([
      [3],
      ['GET /sync/products/1'],
    ]);
  });

  it('leave Printful capacity for orders: after the first thirty, each request waits', async () => {
    stub.products = some(34);
    await pages();

    expect(waited).toEqual([0.75, 0.75, 0.75, 0.75]);
    waited.length = 0;
    await pages();
    expect(waited).toHaveLength(4);
  });

  it('that need no request do not wait', async () => {
    stub.products = some(40).map(({ sync_product, sync_variants }) => ({
      sync_product: { ...sync_product, is_ignored: true },
      sync_variants,
    }));
    await pages();

    expect(waited).toEqual([]);
  });
});
