import { beforeEach, describe, expect, it } from '@jest/globals';
import { withBody } from '../../../../test/support/recording-proxy.js';
import { useSandbox } from '../../../../test/support/sandbox.js';
import { createRetryPolicy, readProducts } from '../../test/retry-policy.js';
import { fixture } from '../../test/fixtures.js';
import { printfulAt } from '../../test/printful-at.js';

interface SyncProduct {
  sync_product: { id: number } & Record<string, unknown>;
  sync_variants: Record<string, unknown>[];
}

const sandbox = useSandbox();
const server = sandbox.printful;
const { retryPolicy, waited } = createRetryPolicy();
const pages = () => readProducts(printfulAt(server, retryPolicy));

const offer = (count: number) => sandbox.offer('printful', count);

/** Plans the recorded product, with changed variants, as the only one. */
function planRecorded(change: (variants: SyncProduct['sync_variants']) => object[] = (variants) => variants): void {
  const { sync_product, sync_variants } = (JSON.parse(fixture('printful/sync-product')) as { result: SyncProduct })
    .result;
  const paging = { total: 1, offset: 0, limit: 100 };
  const product = { sync_product, sync_variants: change(sync_variants) };
  server.once(/products$/, () => ({ body: { code: 200, result: [sync_product], paging } }));
  server.once(/products\/313$/, () => ({ body: { code: 200, result: product } }));
}

/** Plans a list in which the products at these places are ignored. */
const ignore = (isIgnored: (place: number) => boolean) =>
  server.once(
    /products$/,
    withBody((list: { result: object[] }) => ({
      ...list,
      result: list.result.map((product, place) => ({ ...product, is_ignored: isIgnored(place) })),
    })),
  );

beforeEach(() => {
  waited.length = 0;
});

describe('the products at Printful', () => {
  it('are converted: each variant with a price, available only while it can be made', async () => {
    planRecorded();

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

  it('are listed twenty at a time, and read one by one for their variants', async () => {
    offer(130);
    const read = await pages();

    expect(read.map(({ products }) => products.length)).toEqual([20, 20, 20, 20, 20, 20, 10]);
    expect(
      server.requests.filter(({ path }) => path === '/sync/products').map(({ query }) => query.toString()),
    ).toEqual([0, 20, 40, 60, 80, 100, 120].map((offset) => `offset=${offset}&limit=20`));
    expect(server.requests).toHaveLength(137);
  });

  it('that are ignored at Printful are neither offered nor read', async () => {
    const [, second] = offer(2);
    ignore((place) => place === 0);

    expect((await pages())[0]?.products).toMatchObject([{ isOffered: false, variants: [] }, { isOffered: true }]);
    expect(server.requestLines).toEqual(['GET /sync/products', `GET /sync/products/${second ?? ''}`]);
  });

  it.each(['0.00', '0'])('are not for sale in a variant whose price is %j', async (retail_price) => {
    planRecorded(([free, ...others]) => [{ ...free, retail_price }, ...others]);

    expect((await pages())[0]?.products).toMatchObject([{ isOffered: true, variants: [{ id: '11' }, { id: '12' }] }]);
  });

  it('without a price in any variant are not offered', async () => {
    planRecorded((variants) => variants.map((one) => ({ ...one, retail_price: '0.00' })));

    expect((await pages())[0]?.products).toMatchObject([{ isOffered: false, variants: [] }]);
  });

  it('that are deleted before they are read are left out', async () => {
    const [first = '', second] = offer(2);
    server.once(new RegExp(`products/${first}$`), { status: 404, body: { code: 404, result: 'Not found' } });

    expect(await pages()).toMatchObject([{ total: 2, products: [{ id: second }] }]);
  });

  it('are one empty page when there are none', async () => {
    offer(0);

    expect(await pages()).toEqual([{ total: 0, products: [] }]);
  });

  it('are read after a wait when the requests are rate limited', async () => {
    const [, second = ''] = offer(3);
    server.once(new RegExp(`products/${second}$`), { status: 429, headers: { 'retry-after': '60' } });

    expect((await pages())[0]?.products).toHaveLength(3);
    expect(waited).toEqual([60]);
  });

  it('are read on after one request failed for a moment', async () => {
    const [first = '', second = ''] = offer(3);
    server.once(new RegExp(`products/${second}$`), { status: 502 });

    expect((await pages())[0]?.products).toHaveLength(3);
    expect([waited, server.requestLines.filter((line) => line.endsWith(first))]).toEqual([
      [3],
      [`GET /sync/products/${first}`],
    ]);
  });

  it('leave Printful capacity for orders: after the first thirty, each request waits', async () => {
    offer(34);
    await pages();

    expect(waited).toEqual([0.75, 0.75, 0.75, 0.75]);
    waited.length = 0;
    await pages();
    expect(waited).toHaveLength(4);
  });

  it('that need no request do not wait', async () => {
    offer(40);
    ignore(() => true);

    expect((await pages()).flatMap(({ products }) => products)).toHaveLength(40);
    expect(waited).toEqual([]);
  });
});
