import { beforeEach, describe, expect, it } from '@jest/globals';
import { withBody, type Fault } from '../../../../test/support/recording-proxy.js';
import { useSandbox } from '../../../../test/support/sandbox.js';
import { printifyAt } from '../../test/printify-at.js';
import { createRetryPolicy, readProducts } from '../../test/retry-policy.js';
import { fixture } from '../../test/fixtures.js';

const sandbox = useSandbox();
const server = sandbox.printify;
/** The list with the first product alone, whose variants are changed. */
const withVariants = (change: (variants: object[]) => object[]) =>
  withBody((list: { data: { variants: object[] }[] }) => ({
    ...list,
    data: list.data.slice(0, 1).map((product) => ({ ...product, variants: change(product.variants) })),
  }));
const { retryPolicy, waited } = createRetryPolicy();
const printify = () => printifyAt(server, retryPolicy);
const pages = (signal?: AbortSignal) => readProducts(printify(), signal);
const tooMany = (headers: Record<string, string> = {}) => ({ status: 429, headers, body: {} });

beforeEach(() => {
  waited.length = 0;
  sandbox.offer('printify', 2);
});

describe('the products at Printify', () => {
  it('are converted: only variants for sale, the best picture first, the text without its HTML', async () => {
    server.once(/products/, { body: fixture('printify/products') });

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

  it('are read fifty at a time', async () => {
    sandbox.offer('printify', 101);

    expect((await pages()).map(({ total, products }) => [total, products.length])).toEqual([
      [101, 50],
      [101, 50],
      [101, 1],
    ]);
    expect(server.requests.map(({ query }) => query.toString())).toEqual(
      [1, 2, 3].map((page) => `limit=50&page=${page}`),
    );
  });

  it('are one empty page when there are none', async () => {
    sandbox.offer('printify', 0);

    expect(await pages()).toEqual([{ total: 0, products: [] }]);
  });

  it('leave out a variant that costs nothing', async () => {
    server.once(
      /products/,
      withVariants((variants) => variants.map((one) => ({ ...one, price: 0 }))),
    );

    expect((await pages())[0]?.products).toMatchObject([{ isOffered: false, variants: [] }]);
  });

  it('are not offered without a variant for sale', async () => {
    server.once(
      /products/,
      withVariants(() => []),
    );

    expect((await pages())[0]?.products).toMatchObject([{ isOffered: false, variants: [] }]);
  });
});

describe('Printify when it limits the rate', () => {
  it('is sent the same request again after the wait it demands', async () => {
    server.once(/products/, tooMany({ 'retry-after': '7' }));
    server.once(/products/, tooMany());

    expect(await pages()).toHaveLength(1);
    expect(waited).toEqual([7, 15]);
    expect(new Set(server.requests.map(({ query }) => query.toString())).size).toBe(1);
  });

  it('is given up after four limited requests', async () => {
    for (let times = 0; times < 10; times++) server.once(/products/, tooMany({ 'retry-after': '1' }));

    await expect(pages()).rejects.toMatchObject({ message: 'API rate limit exceeded', isRateLimit: true });
    expect([waited, server.requests.length]).toEqual([[1, 1, 1], 4]);
  });

  it('is given up at once when the wait would be an hour', async () => {
    server.once(/products/, tooMany({ 'retry-after': '3600' }));

    await expect(pages()).rejects.toThrow('API rate limit exceeded');
    expect(waited).toEqual([]);
  });

  it('is not waited for once the signal is aborted', async () => {
    const stopping = new AbortController();
    server.once(/products/, (_request, response) => {
      stopping.abort(new Error('the process stops'));
      response.writeHead(429, { 'retry-after': '1' }).end();
    });

    await expect(pages(stopping.signal)).rejects.toThrow('the process stops');
    expect(server.requests).toHaveLength(1);
  });
});

describe('Printify when it fails for a moment', () => {
  const transientFaults: [string, Fault, number][] = [
    ['has an error', { status: 502 }, 3],
    ['says when it is back', { status: 503, headers: { 'retry-after': '20' } }, 20],
    ['hangs up', (_request, response) => void response.destroy(), 3],
  ];
  it.each(transientFaults)('and %s is sent the same request again a little later', async (_what, fault, seconds) => {
    server.once(/products/, fault);
    server.once(/products/, fault);

    expect(await pages()).toHaveLength(1);
    expect([waited, server.requests.length]).toEqual([[seconds, seconds], 3]);
  });

  it('is given up after three failures in a row', async () => {
    for (let times = 0; times < 4; times++) server.once(/products/, { status: 500 });

    await expect(pages()).rejects.toThrow('the server failed (500)');
    expect([waited, server.requests.length]).toEqual([[3, 3], 3]);
  });

  it('is given up at once when the wait would be an hour', async () => {
    server.once(/products/, { status: 503, headers: { 'retry-after': '3600' } });

    await expect(pages()).rejects.toThrow('the server failed (503)');
    expect(waited).toEqual([]);
  });

  it('is sent one request when the error is not transient', async () => {
    server.once(/products/, { status: 403 });

    await expect(pages()).rejects.toThrow('the token does not allow it (403)');
    expect([waited, server.requests.length]).toEqual([[], 1]);
  });
});
