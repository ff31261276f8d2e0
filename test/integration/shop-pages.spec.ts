import { beforeEach, describe, expect, it } from '@jest/globals';
import { aCollection, aProduct, emptyTheCatalogue, type CatalogueProduct } from '../support/a-catalogue.js';
import { useDaybook } from '../support/daybook.js';
import { visitShop } from '../support/shop-visit.js';
import { statementsOf } from '../support/statements-of.js';

const shop = 'https://shop.example';
const daybook = useDaybook({ PUBLIC_URL: shop, SHOP_NAME: 'Salt & Co <Studio>' });
const product = (some?: CatalogueProduct) => aProduct(daybook, some);

beforeEach(() => emptyTheCatalogue(daybook));

const visit = (path: string) => visitShop(daybook.address + path);

const hostile = `“Zoë” & <b>O'Brien</b> </script><script>alert(1)</script> 🦊`;

describe('the canonical address of a page', () => {
  it('keeps a collection’s page number and drops everything else, and matches og:url', async () => {
    for (let count = 0; count < 25; count += 1) await product({ collections: ['x'] });
    const { canonical, ogUrl } = await visit('/collections/x?sort=price_asc&utm_source=y&page=2');
    expect(canonical).toBe(`${shop}/collections/x?page=2`);
    expect(ogUrl).toBe(canonical);
  });

  it.each([
    ['/?utm_source=y', '/'],
    ['/collections/?x', '/collections'],
    ['/Collections/x/?page=1&sort=title', '/collections/x'],
    ['/products?sort=title&page=1&utm_source=y', '/products'],
    ['/products/tee?variant=1&page=2', '/products/tee'],
    ['/pages/about?fbclid=1', '/pages/about'],
  ])('of %s is %s', async (requested, known) => {
    await product({ slug: 'tee', collections: ['x'] });
    const { response, canonical, ogUrl } = await visit(requested);
    expect(response.status).toBe(200);
    expect([canonical, ogUrl]).toEqual([shop + known, shop + known]);
  });

  it('is absent from pages that search engines should not index', async () => {
    for (const path of ['/cart', '/checkout/thank-you', '/products/none']) {
      const { canonical, ogUrl, document } = await visit(path);
      expect([canonical, ogUrl]).toEqual([undefined, undefined]);
      expect(document.querySelector('meta[name=robots]')?.getAttribute('content')).toBe('noindex');
    }
  });
});

describe('a collection’s page', () => {
  const days = (count: number) => new Date(Date.UTC(2026, 0, 1 + count));
  const names = async (path: string) => (await visit(path)).texts('.card .name');

  beforeEach(async () => {
    await product({ title: 'Cap', variants: [{ price: 1_500 }], insertedAt: days(1), collections: ['x'] });
    await product({ title: 'Apron', variants: [{ price: 4_000 }], insertedAt: days(2), collections: ['x'] });
    await product({
      title: 'Bag',
      variants: [{ price: 900, isAvailable: false }, { price: 2_000 }],
      insertedAt: days(3),
      collections: ['x'],
    });
  });

  it.each([
    ['', ['Bag', 'Apron', 'Cap']],
    ['?sort=newest', ['Bag', 'Apron', 'Cap']],
    ['?sort=price_asc', ['Cap', 'Bag', 'Apron']],
    ['?sort=price_desc', ['Apron', 'Bag', 'Cap']],
    ['?sort=title', ['Apron', 'Bag', 'Cap']],
    ['?sort=evil', ['Bag', 'Apron', 'Cap']],
    ['?sort=title&sort=newest', ['Bag', 'Apron', 'Cap']],
    ['?page=0', ['Bag', 'Apron', 'Cap']],
    ['?page=abc', ['Bag', 'Apron', 'Cap']],
    ['?page=-1', ['Bag', 'Apron', 'Cap']],
    ['?page=1&page=2', ['Bag', 'Apron', 'Cap']],
  ])('with %s lists %j', async (query, expected) => {
    expect(await names(`/collections/x${query}`)).toEqual(expected);
  });

  it.each(['2', '99999', '999999999'])('has no page %s', async (page) => {
    const { response, texts } = await visit(`/collections/x?page=${page}`);
    expect(response.status).toBe(404);
    expect(texts('h1')).toEqual(['Not found']);
  });

  it('has page links that keep the sort order', async () => {
    for (let count = 0; count < 22; count += 1) await product({ title: `Tee ${count}`, collections: ['x'] });
    const first = await visit('/collections/x?sort=title');
    expect(first.all('.card')).toHaveLength(24);
    expect(first.texts('.paging span')).toEqual(['Page 1 of 2']);
    const next = first.all('[rel=next]')[0]?.getAttribute('href') ?? '';
    expect(next).toBe('/collections/x?sort=title&page=2');
    const second = await visit(next);
    expect(second.all('.card')).toHaveLength(1);
    expect(second.all('[rel=prev]')[0]?.getAttribute('href')).toBe('/collections/x?sort=title');
    expect(second.all('[rel=next]')).toEqual([]);
  });

  it('leaves out hidden and removed products, and is missing when none is left', async () => {
    await product({ title: 'Secret', isHidden: true, collections: ['x', 'empty'] });
    await product({ title: 'Gone', isOffered: false, collections: ['x', 'empty'] });
    await aCollection(daybook, { slug: 'hidden', isHidden: true });
    await product({ title: 'Dress', collections: ['hidden'] });
    expect(await names('/collections/x')).toEqual(['Bag', 'Apron', 'Cap']);
    for (const slug of ['empty', 'hidden', 'none'])
      expect((await visit(`/collections/${slug}`)).response.status).toBe(404);
    expect((await visit('/collections')).texts('.card .name')).toEqual(['x']);
    expect((await visit('/')).texts('.top nav a')).toEqual(['x', 'All collections', 'All products']);
  });

  it('marks what is sold out, and shows the lowest price of the rest', async () => {
    await product({ title: 'Zip', variants: [{ price: 100, isAvailable: false }], collections: ['y'] });
    await product({ title: 'Hat', variants: [{ price: 1_000 }, { price: 1_200 }], collections: ['y'] });
    expect((await visit('/collections/y?sort=title')).texts('.card .price')).toEqual(['from £10.00', 'Sold out']);
  });
});

describe('the page of all products', () => {
  const names = async (path: string) => (await visit(path)).texts('.card .name');

  it('lists visible products, in a collection or not, in the requested order', async () => {
    await product({ title: 'Cap', variants: [{ price: 1_500 }], insertedAt: new Date(1), collections: ['x'] });
    await product({ title: 'Apron', variants: [{ price: 900 }], insertedAt: new Date(2) });
    await product({ title: 'Secret', isHidden: true });
    await product({ title: 'Gone', isOffered: false });
    expect(await names('/products')).toEqual(['Apron', 'Cap']);
    expect(await names('/products?sort=price_desc')).toEqual(['Cap', 'Apron']);
    const page = await visit('/products?sort=evil&page=0');
    expect([page.texts('h1'), page.texts('.heading p')]).toEqual([['All products'], ['2 products']]);
    expect(page.texts('.top [aria-current]')).toEqual(['All products']);
    expect((await visit('/')).texts('.more a')).toEqual(['See all products', 'See all collections']);
  });

  it('has page links that keep the sort order, and a canonical address with only its page number', async () => {
    for (let count = 0; count < 25; count += 1) await product();
    const first = await visit('/products?sort=title');
    expect(first.all('.card')).toHaveLength(24);
    expect(first.all('[rel=next]')[0]?.getAttribute('href')).toBe('/products?sort=title&page=2');
    const second = await visit('/products?sort=title&page=2');
    expect(second.all('.card')).toHaveLength(1);
    expect(second.all('[rel=prev]')[0]?.getAttribute('href')).toBe('/products?sort=title');
    expect([second.canonical, second.ogUrl]).toEqual([`${shop}/products?page=2`, `${shop}/products?page=2`]);
    for (const page of ['3', '501', '999999999'])
      expect((await visit(`/products?page=${page}`)).response.status).toBe(404);
  });

  it('says so when there is nothing to buy', async () => {
    const page = await visit('/products');
    expect(page.response.status).toBe(200);
    expect(page.texts('.lead')).toEqual(['There are no products yet. Please come back soon.']);
    expect(page.all('.card, .sorts')).toEqual([]);
    expect((await visit('/')).texts('.top nav a')).toEqual(['All products']);
  });
});

describe('a product’s page', () => {
  it('offers each available variant with its price, and none that is sold out', async () => {
    await product({
      slug: 'tee',
      title: 'Tee',
      description: 'Heavy cotton.\n\nMade to order.',
      images: ['https://images.example/1.jpg', 'https://images.example/2.jpg'],
      variants: [
        { title: 'S', price: 2_400, isAvailable: false },
        { title: 'M', price: 2_400 },
        { title: 'L', price: 2_600 },
      ],
      collections: ['shirts'],
    });
    const page = await visit('/products/tee');
    expect(page.texts('h1')).toEqual(['Tee']);
    expect(page.texts('.choice')).toEqual(['S Sold out', 'M £24.00', 'L £26.00']);
    expect(page.all('input[type=radio]:disabled')).toHaveLength(1);
    expect(page.texts('.text p')).toEqual(['Heavy cotton.', 'Made to order.']);
    expect(page.texts('.trail a')).toEqual(['All products', 'shirts']);
    const [first] = page.all('article img');
    expect(['alt', 'width', 'height'].map((name) => first?.getAttribute(name))).toEqual(['Tee', '1200', '1200']);
    expect(page.all('article img').every((image) => image.getAttribute('alt') !== '')).toBe(true);
  });

  it('has a select list when there are many variants', async () => {
    const variants = Array.from({ length: 60 }, (_, at) => ({ title: `Colour ${at}` }));
    await product({ slug: 'tee', variants });
    const page = await visit('/products/tee');
    expect(page.all('select[required] option')).toHaveLength(61);
  });

  it('cannot be bought when all of it is sold out', async () => {
    await product({ slug: 'tee', variants: [{ isAvailable: false }] });
    await product({ slug: 'bare', variants: [] });
    for (const slug of ['tee', 'bare']) {
      const page = await visit(`/products/${slug}`);
      expect(page.response.status).toBe(200);
      expect(page.all('form')).toEqual([]);
      expect(page.texts('.buy > .price')).toEqual(['Sold out']);
    }
  });

  it.each([{ isHidden: true }, { isOffered: false }])('is missing when the product is %j', async (state) => {
    await product({ slug: 'tee', title: 'Top secret', ...state });
    const { response, html, texts } = await visit('/products/tee');
    expect(response.status).toBe(404);
    expect(texts('h1')).toEqual(['Not found']);
    expect(html).not.toContain('Top secret');
  });

  it('describes its offers to search engines', async () => {
    await product({
      slug: 'tee',
      title: 'Tee',
      variants: [
        { sku: 'T-1', price: 2_400 },
        { price: 2_650, isAvailable: false },
      ],
    });
    const page = await visit('/products/tee');
    const data: unknown = JSON.parse(page.texts('script[type="application/ld+json"]')[0] ?? '');
    expect(data).toMatchObject({
      '@context': 'https://schema.org',
      '@type': 'Product',
      name: 'Tee',
      url: `${shop}/products/tee`,
      offers: {
        '@type': 'AggregateOffer',
        lowPrice: '24.00',
        highPrice: '26.50',
        priceCurrency: 'GBP',
        offerCount: 2,
        offers: [
          { price: '24.00', sku: 'T-1', availability: 'https://schema.org/InStock' },
          { price: '26.50', availability: 'https://schema.org/OutOfStock' },
        ],
      },
    });
  });

  it('writes an amount with as many digits as its currency has', async () => {
    await product({ slug: 'yen', variants: [{ price: 4_300, currency: 'JPY' }] });
    await product({ slug: 'dinar', variants: [{ price: 4_300, currency: 'KWD' }] });
    const price = async (slug: string) =>
      (await visit(`/products/${slug}`)).texts('script[type="application/ld+json"]')[0];
    expect(await price('yen')).toContain('"price":"4300"');
    expect(await price('dinar')).toContain('"price":"4.300"');
  });
});

describe('names that are written from right to left', () => {
  it('do not reorder the words around them', async () => {
    await aCollection(daybook, { slug: 'rtl', name: 'שרה' });
    const variants = [{ title: 'M / שחור' }, { title: 'L \u202egnp.exe' }];
    await product({ slug: 'rtl', title: 'חולצה \u202egnp.exe\u2069', variants, collections: ['rtl'] });
    const page = await visit('/products/rtl');

    expect(page.document.title).toBe('\u2068חולצה gnp.exe\u2069 · Salt & Co <Studio>');
    expect(page.texts('h1')).toEqual(['\u2068חולצה gnp.exe\u2069']);
    expect(page.texts('.choice span:first-of-type')).toEqual(['\u2068M / שחור\u2069', 'L gnp.exe']);
    expect(page.texts('.trail a')).toEqual(['All products', '\u2068שרה\u2069']);
    expect((await visit('/collections/rtl')).texts('.card .name')).toEqual(['\u2068חולצה gnp.exe\u2069']);
  });
});

describe('names with special characters', () => {
  it('appear verbatim on every page', async () => {
    await aCollection(daybook, { slug: 'odd', name: hostile });
    await product({
      slug: 'odd',
      title: hostile,
      description: hostile,
      images: ['https://images.example/"><script>alert(2)</script>'],
      variants: [{ title: hostile }, { title: 'Plain' }],
      collections: ['odd'],
    });
    for (const path of ['/', '/collections', '/collections/odd', '/products/odd']) {
      const page = await visit(path);
      expect(page.all('script:not([type="application/ld+json"])')).toEqual([]);
      expect(page.all('b')).toEqual([]);
      expect(page.document.body.textContent).toContain(hostile);
      expect(page.document.body.textContent).toContain('Salt & Co <Studio>');
    }
    const page = await visit('/products/odd');
    const data = JSON.parse(page.texts('script[type="application/ld+json"]')[0] ?? '') as Record<string, unknown>;
    expect([data['name'], data['description']]).toEqual([hostile, hostile]);
    expect(page.document.title).toBe(`${hostile} · Salt & Co <Studio>`);
    expect(page.document.querySelector('meta[property="og:title"]')?.getAttribute('content')).toBe(hostile);
  });
});

describe('a page written by the owner', () => {
  it('exists from the start, and is linked from every page', async () => {
    const page = await visit('/pages/delivery-and-returns');
    expect(page.texts('h1')).toEqual(['Delivery and returns']);
    expect(page.texts('article h2')[0]).toBe('Delivery');
    expect(page.texts('footer a')).toEqual(['About', 'Delivery and returns', 'Privacy']);
    expect((await visit('/pages/none')).response.status).toBe(404);
  });
});

describe('every page of the shop', () => {
  it('contains no script, and is served under a policy that forbids scripts', async () => {
    await product({ slug: 'tee', collections: ['x'] });
    for (const path of ['/', '/collections/x', '/products/tee', '/pages/about', '/cart', '/nothing/here']) {
      const { response, all } = await visit(path);
      const policy = response.headers.get('content-security-policy') ?? '';
      expect(policy).toContain("default-src 'none'; style-src 'self'; img-src 'self' https:");
      expect(policy).not.toMatch(/script-src|unsafe/);
      expect(all('[style], [onclick], script:not([type="application/ld+json"])')).toEqual([]);
      expect([all('main h1').length, all('html[lang]').length, all('a.skip').length]).toEqual([1, 1, 1]);
    }
  });

  it.each(['/nothing', '/nothing/here', '/products/none', '/pages', '/wp-login.php'])(
    'is a readable 404 at %s',
    async (path) => {
      const { response, texts } = await visit(path);
      expect(response.status).toBe(404);
      expect(response.headers.get('content-type')).toBe('text/html; charset=utf-8');
      expect(texts('h1')).toEqual(['Not found']);
      expect(response.headers.get('cache-control')).toBe('no-store');
    },
  );

  it('leaves unknown paths of the api and the console to problem+json', async () => {
    for (const path of ['/api/nothing', '/webhooks/nothing', '/health/nothing', '/admin/none.js']) {
      const { response } = await visit(path);
      expect([401, 404]).toContain(response.status);
      expect(response.headers.get('content-type')).toMatch(/^application\/problem\+json/);
    }
  });

  it('may be cached for a minute, and is not sent again while unchanged', async () => {
    await product({ slug: 'tee', collections: ['x'] });
    for (const path of ['/', '/collections/x', '/products', '/products/tee', '/pages/about']) {
      const { response } = await visit(path);
      expect(response.headers.get('cache-control')).toBe('public, max-age=60');
      expect(response.headers.get('set-cookie')).toBeNull();
      const etag = response.headers.get('etag') ?? '';
      const again = await fetch(daybook.address + path, {
        headers: { 'cache-control': 'max-age=0', 'if-none-match': etag },
      });
      expect(again.status).toBe(304);
    }
  });

  it('has one small stylesheet that is cached immutably', async () => {
    const { document } = await visit('/');
    const address = document.querySelector('link[rel=stylesheet]')?.getAttribute('href') ?? '';
    const response = await fetch(daybook.address + address);
    expect(response.headers.get('cache-control')).toBe('public, max-age=31536000, immutable');
    expect(response.headers.get('content-type')).toBe('text/css; charset=utf-8');
    expect((await response.text()).length).toBeLessThan(15_000);
    expect((await fetch(`${daybook.address}/shop/shop-000000000000.css`)).status).toBe(404);
  });

  it.each([
    '/',
    '/collections',
    '/collections/x?page=2&sort=price_asc',
    '/products?page=2&sort=price_asc',
    '/products/tee',
    '/pages/about',
  ])('costs at most three statements: %s', async (path) => {
    await product({ slug: 'tee', collections: ['x'] });
    for (let count = 0; count < 30; count += 1) await product({ collections: ['x'] });
    const statements = await statementsOf(() => visit(path));
    // the worker in this process polls for jobs, those named sync-products too
    const ofTheShop = statements.filter(
      ({ text }) => /product|collection|shop_page/.test(text) && !text.includes('pgboss'),
    );
    expect(ofTheShop.length).toBeGreaterThan(1);
    expect(ofTheShop.length).toBeLessThanOrEqual(3);
  });

  it('tolerates meaningless addresses', async () => {
    for (const path of ['/products/%00', '/products/%', '/collections/%ff', '/pages/..%2f..%2fetc', '/%2e%2e/x']) {
      const { response, texts } = await visit(path);
      expect([400, 404]).toContain(response.status);
      expect(texts('h1')).toHaveLength(1);
    }
  });
});
