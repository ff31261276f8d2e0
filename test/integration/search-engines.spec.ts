import { createRequire } from 'node:module';
import { Readable } from 'node:stream';
import { text } from 'node:stream/consumers';
import { Sitemap } from '@daybook/shop';
import { beforeEach, describe, expect, it } from '@jest/globals';
import { aCollection, aProduct, emptyTheCatalogue, type CatalogueProduct } from '../support/a-catalogue.js';
import { useDaybook } from '../support/daybook.js';
import { parsedXml } from '../support/parse-html.js';
import { statementsOf } from '../support/statements-of.js';

interface Robots {
  isAllowed(url: string, agent?: string): boolean | undefined;
  getSitemaps(): string[];
}
const robotsParser = createRequire(import.meta.url)('robots-parser') as (url: string, text: string) => Robots;

const shop = 'https://shop.example';
const daybook = useDaybook({ PUBLIC_URL: shop });
const product = (some?: CatalogueProduct) => aProduct(daybook, some);
const get = (path: string) => fetch(daybook.address + path);
const at = (day: number) => new Date(Date.UTC(2026, 0, day));
const texts = ['/', '/pages/about', '/pages/delivery-and-returns', '/pages/privacy'];

beforeEach(async () => {
  await emptyTheCatalogue(daybook);
  await daybook.rows(`update shop_page set changed_at = '2026-01-01T00:00:00Z'`);
});

function urlsIn(xml: string) {
  const document = parsedXml(xml);
  const kind = document.documentElement.nodeName;
  return {
    kind,
    places: [...document.querySelectorAll(kind === 'urlset' ? 'url' : 'sitemap')].map((place) => ({
      path: place.querySelector('loc')?.textContent.replace(shop, ''),
      lastmod: place.querySelector('lastmod')?.textContent,
      image: [...place.querySelectorAll('*')].find(({ textContent }) => textContent.startsWith('https://images'))
        ?.textContent,
    })),
  };
}
const pathsOf = (xml: string) => urlsIn(xml).places.map(({ path }) => path);

describe('robots.txt', () => {
  it('keeps robots out of five paths and names the sitemap', async () => {
    const response = await get('/robots.txt');
    expect(response.headers.get('content-type')).toBe('text/plain; charset=utf-8');
    const robots = robotsParser(`${shop}/robots.txt`, await response.text());
    const allowed = (path: string) => robots.isAllowed(shop + path, 'Googlebot');
    for (const path of ['/admin/', '/admin/orders', '/api/x', '/users/1', '/webhooks/stripe', '/checkout/thank-you'])
      expect([path, allowed(path)]).toEqual([path, false]);
    for (const path of ['/', '/collections/x?page=2', '/products/tee', '/pages/about', '/cart', '/sitemap.xml'])
      expect([path, allowed(path)]).toEqual([path, true]);
    expect(robots.getSitemaps()).toEqual([`${shop}/sitemap.xml`]);
  });
});

describe('the sitemap', () => {
  it('lists every visible page with the time of its last change', async () => {
    await aCollection(daybook, { slug: 'shirts', changedAt: at(2) });
    await product({ slug: 'tee', changedAt: at(5), collections: ['shirts'] });
    await product({ slug: 'mug', changedAt: at(3) });
    const response = await get('/sitemap.xml');
    expect(response.headers.get('content-type')).toMatch(/^application\/xml/);
    const { kind, places } = urlsIn(await response.text());
    expect(kind).toBe('urlset');
    expect(Object.fromEntries(places.map(({ path, lastmod }) => [path, lastmod]))).toEqual({
      '/': at(5).toISOString(),
      '/products': at(5).toISOString(),
      '/collections': at(5).toISOString(),
      '/pages/about': at(1).toISOString(),
      '/pages/delivery-and-returns': at(1).toISOString(),
      '/pages/privacy': at(1).toISOString(),
      '/collections/shirts': at(5).toISOString(),
      '/products/tee': at(5).toISOString(),
      '/products/mug': at(3).toISOString(),
    });
  });

  it('lists nothing hidden, removed or empty, and every page it lists exists', async () => {
    await product({ slug: 'hidden', isHidden: true, collections: ['empty'] });
    await product({ slug: 'gone', isOffered: false });
    await aCollection(daybook, { slug: 'secret', isHidden: true });
    await product({ slug: 'tee', collections: ['secret', 'shirts'] });
    const paths = pathsOf(await (await get('/sitemap.xml')).text());
    expect(paths).toEqual([
      ...texts.slice(0, 1),
      '/products',
      '/collections',
      ...texts.slice(1),
      '/collections/shirts',
      '/products/tee',
    ]);
    for (const path of paths) expect((await get(path ?? '')).status).toBe(200);
  });

  it('drops a product once it is hidden, and updates its collection’s modification time', async () => {
    const { id } = await product({ slug: 'tee', changedAt: at(2), collections: ['shirts'] });
    await product({ slug: 'shirt', changedAt: at(2), collections: ['shirts'] });
    await daybook.rows('update product set is_hidden = true, changed_at = $2 where id = $1', [id, at(9)]);
    const { places } = urlsIn(await (await get('/sitemap.xml')).text());
    expect(places.map(({ path }) => path)).not.toContain('/products/tee');
    expect(places.find(({ path }) => path === '/collections/shirts')?.lastmod).toBe(at(9).toISOString());
  });

  it('stays well formed whatever names contain', async () => {
    const slug = `a&b<c>"d'é 🦊`;
    const image = `https://images.example/1.jpg?a=1&b=<2>&c="3'🦊`;
    await product({ slug, title: '<& 🦊', images: [image] });
    const xml = await (await get('/sitemap.xml')).text();
    const place = urlsIn(xml).places.at(-1);
    expect(place?.path).toBe(`/products/${encodeURIComponent(slug)}`);
    expect(place?.image).toBe(new URL(image).href);
    expect((await get(place?.path ?? '')).status).toBe(200);
  });

  it('exists for an empty shop', async () => {
    expect(pathsOf(await (await get('/sitemap.xml')).text())).toEqual(texts);
  });
});

describe('a sitemap too large for one file', () => {
  const sitemap = () => daybook.api.get(Sitemap);
  const allTexts = ['/', '/products', ...texts.slice(1)];

  beforeEach(async () => {
    for (let count = 1; count <= 7; count += 1) await product({ slug: `tee-${count}`, changedAt: at(count) });
    await product({ slug: 'hidden', isHidden: true, changedAt: at(20) });
  });

  it('is an index of parts that list everything once', async () => {
    const { kind, places } = urlsIn(await text(await sitemap().root(3)));
    expect(kind).toBe('sitemapindex');
    expect(places.map(({ path, lastmod }) => [path, lastmod])).toEqual([
      ['/sitemap-pages.xml', at(20).toISOString()],
      ['/sitemap-products-1.xml', at(3).toISOString()],
      ['/sitemap-products-2.xml', at(6).toISOString()],
      ['/sitemap-products-3.xml', at(7).toISOString()],
    ]);
    const parts = await Promise.all(
      [1, 2, 3].map(async (part) => text((await sitemap().products(part, 3)) ?? Readable.from([]))),
    );
    expect(parts.flatMap(pathsOf)).toEqual([1, 2, 3, 4, 5, 6, 7].map((count) => `/products/tee-${count}`));
    expect(pathsOf(await text(await sitemap().pagesOnly()))).toEqual(allTexts);
    for (const part of [0, 4]) expect(await sitemap().products(part, 3)).toBeNull();
  });

  it('starts with the first page over the limit', async () => {
    expect(urlsIn(await text(await sitemap().root(allTexts.length + 7))).kind).toBe('urlset');
    expect(urlsIn(await text(await sitemap().root(allTexts.length + 6))).kind).toBe('sitemapindex');
  });

  it('serves its parts at the addresses it lists', async () => {
    expect(pathsOf(await (await get('/sitemap-products-1.xml')).text())).toHaveLength(7);
    expect(pathsOf(await (await get('/sitemap-pages.xml')).text())).toEqual(allTexts);
    for (const part of ['0', '2', '999999', '1x', '-1'])
      expect((await get(`/sitemap-products-${part}.xml`)).status).toBe(404);
  });

  it('reads products in batches', async () => {
    await daybook.rows(
      `insert into product (id, provider, provider_product_id, slug, title, fingerprint, synced_at, changed_at)
       select gen_random_uuid(), 'printify', n, 'many-' || n, '', '', now(), now() from generate_series(1, 2500) n`,
    );
    let paths: unknown[] = [];
    const statements = await statementsOf(async () => {
      paths = pathsOf(await (await get('/sitemap-products-1.xml')).text());
    });
    expect(new Set(paths).size).toBe(2_507);
    expect(statements.filter(({ text }) => text.includes('order by "p"."id" limit'))).toHaveLength(3);
  });
});
