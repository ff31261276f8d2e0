import { beforeEach, describe, expect, it } from '@jest/globals';
import { collect, aRetryPolicy } from '../../test/a-retry-policy.js';
import { never } from '../../test/a-submission.js';
import { fixture } from '../../test/fixtures.js';
import { PrintifyStub } from '../../test/printify-stub.js';
import { useStub, type Mishap } from '../../test/stub-server.js';
import { defaultLimits } from '../provider/provider-http.js';
import { createPrintify } from './printify.js';

const there = new PrintifyStub();
const stub = useStub(there.answer);
const recorded = () => (JSON.parse(fixture('printify/products')) as { data: Record<string, unknown>[] }).data;
const { patience, waited } = aRetryPolicy();
const printify = () =>
  createPrintify(
    { token: 'pfy-token', shopId: '815256', webhookSecrets: [], currency: 'GBP', apiUrl: stub.url },
    defaultLimits,
    patience,
  );
const pages = (signal = never) => collect(printify().listProducts(signal));
const tooMany = (headers: Record<string, string> = {}) => ({ status: 429, headers, body: {} });

beforeEach(() => {
  there.clear();
  waited.length = 0;
});

describe('the products at Printify', () => {
  it('are told in our words: only what is for sale, the best picture first, the text without its HTML', async () => {
    there.products = recorded();

    expect(await pages()).toEqual([
      {
        total: 2,
        products: [
          {
            id: '5d39b159e7c48c000728c89f',
            title: 'Lighthouse T-shirt',
            description: 'Our lighthouse & the sea, by Ann.\n\n• 100% cotton\n• Made when you order it 🎁',
            tags: ["Men's Clothing", 'T-shirts', 'Sea'],
            images: [
              { url: 'https://images.example.com/front.jpg', variantIds: ['17887', '17888'] },
              { url: 'https://images.example.com/back.jpg', variantIds: ['17888'] },
            ],
            isOffered: true,
            variants: [
              { id: '17887', title: 'M / Black', sku: '866366009', price: 2450, currency: 'GBP', isAvailable: true },
              { id: '17888', title: 'L / Black', sku: null, price: 2650, currency: 'GBP', isAvailable: false },
            ],
          },
          {
            id: '5d39b411749d0a000f30e0f4',
            title: 'Not published yet',
            description: '',
            tags: [],
            images: [],
            isOffered: false,
            variants: [
              { id: '33719', title: 'Small', sku: '866366010', price: 6000, currency: 'GBP', isAvailable: true },
            ],
          },
        ],
      },
    ]);
  });

  it('are asked for fifty at a time, and not before the page is done with', async () => {
    const [product] = recorded();
    there.products = Array.from({ length: 101 }, (_, at) => ({ ...product, id: `p${at}` }));
    const sizes: number[] = [];
    for await (const { total, products } of printify().listProducts(never)) {
      sizes.push(products.length);
      expect([total, stub.heard.length]).toEqual([101, sizes.length]);
    }

    expect(sizes).toEqual([50, 50, 1]);
    expect(stub.heard.map(({ query }) => query.toString())).toEqual([1, 2, 3].map((page) => `limit=50&page=${page}`));
  });

  it('without any are one empty page', async () => {
    expect(await pages()).toEqual([{ total: 0, products: [] }]);
  });

  it('are not for sale in a variant that costs nothing', async () => {
    const [product] = recorded();
    there.products = [
      { ...product, variants: (product?.['variants'] as object[]).map((one) => ({ ...one, price: 0 })) },
    ];

    expect((await pages())[0]?.products).toMatchObject([{ isOffered: false, variants: [] }]);
  });

  it('that are not for sale in any variant are not offered', async () => {
    const [product] = recorded();
    there.products = [{ ...product, variants: [] }];

    expect((await pages())[0]?.products).toMatchObject([{ isOffered: false, variants: [] }]);
  });
});

describe('Printify when it is asked too often', () => {
  it('is left alone for as long as it says, and asked the same again', async () => {
    there.products = recorded();
    stub.once(/products/, tooMany({ 'retry-after': '7' }));
    stub.once(/products/, tooMany());

    expect(await pages()).toHaveLength(1);
    expect(waited).toEqual([7, 15]);
    expect(new Set(stub.heard.map(({ query }) => query.toString())).size).toBe(1);
  });

  it('without end is given up', async () => {
    for (let times = 0; times < 10; times++) stub.once(/products/, tooMany({ 'retry-after': '1' }));

    await expect(pages()).rejects.toMatchObject({ message: 'API rate limit exceeded', isRateLimit: true });
    expect([waited, stub.heard.length]).toEqual([[1, 1, 1], 4]);
  });

  it('and wants to be left alone for an hour is given up at once', async () => {
    stub.once(/products/, tooMany({ 'retry-after': '3600' }));

    await expect(pages()).rejects.toThrow('API rate limit exceeded');
    expect(waited).toEqual([]);
  });

  it('is not waited for once nobody wants to know', async () => {
    const stopping = new AbortController();
    stub.once(/products/, (_heard, response) => {
      stopping.abort(new Error('the process stops'));
      response.writeHead(429, { 'retry-after': '1' }).end();
    });

    await expect(pages(stopping.signal)).rejects.toThrow('the process stops');
    expect(stub.heard).toHaveLength(1);
  });
});

describe('Printify when it fails for a moment', () => {
  const moments: [string, Mishap, number][] = [
    ['has an error', { status: 502 }, 3],
    ['says when it is back', { status: 503, headers: { 'retry-after': '20' } }, 20],
    ['hangs up', (_heard, response) => response.destroy(), 3],
  ];
  it.each(moments)('and %s is asked the same again a little later', async (_what, mishap, seconds) => {
    there.products = recorded();
    stub.once(/products/, mishap);
    stub.once(/products/, mishap);

    expect(await pages()).toHaveLength(1);
    expect([waited, stub.heard.length]).toEqual([[seconds, seconds], 3]);
  });

  it('three times in a row is given up', async () => {
    for (let times = 0; times < 4; times++) stub.once(/products/, { status: 500 });

    await expect(pages()).rejects.toThrow('the server failed (500)');
    expect([waited, stub.heard.length]).toEqual([[3, 3], 3]);
  });

  it('and wants to be left alone for an hour is given up at once', async () => {
    stub.once(/products/, { status: 503, headers: { 'retry-after': '3600' } });

    await expect(pages()).rejects.toThrow('the server failed (503)');
    expect(waited).toEqual([]);
  });

  it('is asked once when what it says will not pass', async () => {
    stub.once(/products/, { status: 403 });

    await expect(pages()).rejects.toThrow('the token does not allow it (403)');
    expect([waited, stub.heard.length]).toEqual([[], 1]);
  });
});
