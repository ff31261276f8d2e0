import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { PrintfulDescription } from '../../../test/support/printful-description.js';
import { aPrintfulOrder, aPrintifyOrder, shop } from '../test/provider-orders.js';
import { startSandbox, type SandboxUnderTest } from '../test/sandbox.js';
import { demoProducts } from './products/catalogue.js';

interface PrintifyPage {
  total: number;
  last_page: number;
  data: {
    id: string;
    title: string;
    tags: string[];
    variants: { id: number; price: number; is_available: boolean; sku: string }[];
    images: { src: string; variant_ids: number[] }[];
  }[];
}
interface SyncProducts {
  paging: { total: number };
  result: { id: number; name: string }[];
}
interface SyncProduct {
  result: { sync_product: { id: number }; sync_variants: { id: number; retail_price: string; files: object[] }[] };
}

let sandbox: SandboxUnderTest;
beforeAll(async () => {
  sandbox = await startSandbox({ PRINTFUL_CALLS_A_MINUTE: '10000' });
});
afterAll(() => sandbox.stop());
beforeEach(() => sandbox.json('POST', '/sandbox/products/reset'));

const printify = async (query = '') =>
  (await sandbox.call('printify', 'GET', `${shop}/products.json${query}`)).body as PrintifyPage;
const printful = async (path = '?limit=100') => (await sandbox.call('printful', 'GET', `/sync/products${path}`)).body;
const change = (kind: string, body: object) => sandbox.json('POST', `/sandbox/products/${kind}`, body);

describe('the products at Printify', () => {
  it('are 47 different ones with tags, variants and prices', async () => {
    const { total, data } = await printify();

    expect([total, data.length, new Set(data.map(({ title }) => title)).size]).toEqual([47, 47, 47]);
    expect(new Set(data.flatMap(({ tags }) => tags)).size).toBeGreaterThan(10);
    for (const { variants, id } of data) {
      expect(id).toMatch(/^[0-9a-f]{24}$/);
      expect(new Set(variants.map((variant) => variant.id)).size).toBe(variants.length);
      expect(variants.every(({ price, sku }) => price > 0 && sku !== '')).toBe(true);
    }
  });

  it('are listed at most fifty a page', async () => {
    await change('add', { count: 60 });

    expect(await printify('?limit=1000&page=3')).toMatchObject({ total: 107, last_page: 3, data: { length: 7 } });
    expect(await printify('?limit=10&page=2')).toMatchObject({ last_page: 11, data: { length: 10 } });
  });

  it('have pictures drawn by the sandbox', async () => {
    const { data } = await printify();
    const [image] = data[1]?.images ?? [];
    const answer = await fetch(image?.src ?? '');

    expect(image?.src.startsWith(sandbox.url)).toBe(true);
    expect(answer.headers.get('content-type')).toContain('image/svg+xml');
    expect(await answer.text()).toMatch(/^<svg [^>]+>.*<\/svg>$/s);
    expect((await fetch(`${sandbox.url}/pictures/printify/nothing/black.svg`)).status).toBe(404);
  });
});

describe('the products at Printful', () => {
  it('are twelve and match Printful’s description', async () => {
    const description = await PrintfulDescription.read();
    const list = (await printful()) as SyncProducts;
    const one = (await printful(`/${list.result[0]?.id ?? 0}`)) as SyncProduct;

    expect(list).toMatchObject({ paging: { total: 12 }, result: { length: 12 } });
    expect(one.result.sync_variants[0]).toMatchObject({ id: 4_253_821_906, retail_price: '18.00' });
    description.checkAnswer({ method: 'GET', path: '/sync/products' }, { body: list });
    description.checkAnswer({ method: 'GET', path: '/sync/products/1' }, { body: one });
    expect(description.violations).toEqual([]);
    expect(await printful('/5')).toMatchObject({ code: 404 });
  });
});

describe('the demo shop’s products', () => {
  it('are at the providers with the same ids and prices', async () => {
    const { data } = await printify();
    for (const { productId, variantId, price, name } of demoProducts.filter(({ provider }) => provider === 'printify'))
      expect(data.find(({ id }) => id === productId)).toMatchObject({
        title: name,
        variants: expect.arrayContaining([expect.objectContaining({ id: Number(variantId), price })]) as unknown,
      });
  });

  it('can be ordered like every other listed product', async () => {
    const { data } = await printify();
    const [product] = data.slice(-1);
    const line = { product_id: product?.id, variant_id: product?.variants.at(-1)?.id, quantity: 1 };
    const { result } = (await printful(
      `/${((await printful()) as SyncProducts).result.at(-1)?.id ?? 0}`,
    )) as SyncProduct;
    const item = { sync_variant_id: result.sync_variants[0]?.id, quantity: 1, retail_price: '9.00' };

    const orders = [
      await sandbox.call('printify', 'POST', `${shop}/orders.json`, aPrintifyOrder({ line_items: [line] })),
      await sandbox.call('printful', 'POST', '/orders', aPrintfulOrder({ items: [item] })),
    ];
    expect(orders.map(({ status }) => status)).toEqual([200, 200]);
  });
});

describe('changing the products', () => {
  it('changes prices, stock and the list itself', async () => {
    const before = await printify();
    await change('prices', { count: 3, by: 150 });
    await change('stock', { count: 1 });
    await change('remove', { count: 2 });
    const { total, data } = await printify();

    const dearer = data.map(
      ({ variants }, at) => (variants[0]?.price ?? 0) - (before.data[at]?.variants[0]?.price ?? 0),
    );
    expect(dearer.filter((by) => by !== 0)).toEqual([150, 150, 150]);
    expect(data.filter(({ variants }) => variants.every((one) => !one.is_available))).toHaveLength(1);
    expect([total, data.at(-1)?.id]).toEqual([45, before.data[44]?.id]);
  });

  it('works from the page too', async () => {
    await sandbox.form('/products', { provider: 'printful', count: '4', change: 'remove' });
    const page = await sandbox.page('/products');

    expect(page).toContain('Printful: 8 products');
    expect(page).toContain('Sea &amp; Sky');
  });

  it('makes orders for unavailable or removed products fail', async () => {
    await change('stock', { count: 1 });
    const order = await sandbox.call('printify', 'POST', `${shop}/orders.json`, aPrintifyOrder());

    expect([order.status, order.text]).toEqual([400, expect.stringContaining('Variant 12100 is out of stock.')]);
  });
});

describe('faults of product calls', () => {
  it.each([
    ['rate_limit', 429],
    ['server_error', 500],
    ['html', 502],
  ])('%s answers %s, and spoils no order', async (kind, status) => {
    await sandbox.json('POST', '/sandbox/faults', { service: 'printify', kind, operation: 'products' });
    const order = await sandbox.call('printify', 'POST', `${shop}/orders.json`, aPrintifyOrder());
    const list = await sandbox.call('printify', 'GET', `${shop}/products.json`);

    expect([order.status, list.status]).toEqual([200, status]);
  });
});
