import { Database } from '@daybook/database';
import { beforeEach, describe, expect, it } from '@jest/globals';
import { v7 as uuidv7 } from 'uuid';
import { aProduct, aVariant } from '../../../test/support/a-product.js';
import { aSyncRun } from '../../../test/support/a-sync-run.js';
import { useParts } from '../../../test/support/parts.js';
import { CatalogWriter } from './catalog-writer.js';
import { CollectionsService } from './collections.service.js';
import type { ProviderProduct } from './provider-product.js';
import { setProductHidden, ProductsQueries } from './products.queries.js';
import { StorefrontQueries } from './storefront.queries.js';

const parts = useParts();
let day = 0;

beforeEach(async () => {
  await parts.rows('truncate product, collection cascade');
});

/** Each batch has its own day, which shows what changed when. */
async function write(products: ProviderProduct[], provider: 'printify' | 'printful' = 'printify', run?: string) {
  day += 1;
  const at = new Date(Date.UTC(2026, 0, day));
  const runId = run ?? (await aSyncRun(parts, provider));
  return parts
    .get(Database)
    .transaction((tx) => parts.get(CatalogWriter).upsert(tx, { provider, runId, products, readSince: at, at }));
}
const rows = () =>
  parts.rows<{ id: string; slug: string; changed: number; synced: number }>(
    `select id, slug, extract(doy from changed_at at time zone 'UTC')::int as changed,
       extract(doy from synced_at at time zone 'UTC')::int as synced from product order by id`,
  );
const collections = () =>
  parts.rows<{ tag: string; name: string; position: number; changed: number }>(
    `select tag, name, position, extract(doy from changed_at at time zone 'UTC')::int as changed
     from collection order by position`,
  );
const variants = () =>
  parts.rows<{ id: string; title: string; price: number }>(
    'select id, title, price from variant where removed_at is null order by position',
  );

describe('writing a batch', () => {
  it('counts what was added, updated and unchanged', async () => {
    expect(await write([aProduct(1), aProduct(2)])).toEqual({ added: 2, updated: 0, unchanged: 0 });
    expect(await write([aProduct(1), aProduct(2, { variants: [aVariant('a4')] }), aProduct(3)])).toEqual({
      added: 1,
      updated: 1,
      unchanged: 1,
    });
  });

  it('moves the time of the last change only when a shopper sees a change', async () => {
    await write([aProduct(1)]);
    const first = day;
    await write([aProduct(1)]);
    await write([aProduct(1, { tags: ['Prints', 'New'] })]);
    expect(await rows()).toMatchObject([{ changed: first, synced: day }]);

    const cheaper = [aVariant('a4', { title: 'A4', price: 900 }), aVariant('a3', { title: 'A3', price: 1_800 })];
    await write([aProduct(1, { variants: cheaper })]);
    expect(await rows()).toMatchObject([{ changed: day, synced: day }]);
  });

  it('does not count a product that the run has already seen', async () => {
    const runId = await aSyncRun(parts);
    await write([aProduct(1)], 'printify', runId);

    expect(await write([aProduct(1), aProduct(1, { title: 'Other' }), aProduct(2)], 'printify', runId)).toEqual({
      added: 1,
      updated: 0,
      unchanged: 0,
    });
  });

  it('keeps the id of a variant that is removed and returns', async () => {
    await write([aProduct(1)]);
    const before = await variants();
    await write([aProduct(1, { variants: [aVariant('a4', { title: 'A4' })] })]);
    expect(await variants()).toHaveLength(1);
    const sold = await parts.get(StorefrontQueries).findVariants(before.map(({ id }) => id));
    expect([...sold.values()].map(({ variant }) => variant.title)).toEqual(['A4']);
    await write([aProduct(1, { variants: [aVariant('a3', { title: 'A3, new', price: 2_000 }), aVariant('a4')] })]);

    expect((await variants()).map(({ id }) => id)).toEqual(before.map(({ id }) => id).toReversed());
    expect((await variants())[0]).toMatchObject({ title: 'A3, new', price: 2_000 });
  });
});

describe('the address of a product', () => {
  it('stays when its title changes', async () => {
    await write([aProduct(1, { title: 'Sea & Sky' })]);
    await write([aProduct(1, { title: 'Ocean' })]);

    expect(await rows()).toMatchObject([{ slug: 'sea-and-sky' }]);
  });

  it('is unique, whatever the products are called', async () => {
    const titles = ['Mug', 'Mug', 'mug!', 'Žluťoučký kůň', '🎁', '杯子', 'x '.repeat(200)];
    await write(titles.slice(0, 2).map((title, at) => aProduct(at, { title })));
    await write(
      titles.slice(2).map((title, at) => aProduct(at, { title })),
      'printful',
    );

    const slugs = (await rows()).map(({ slug }) => slug);
    expect(slugs.slice(0, 4)).toEqual(['mug', 'mug-2', 'mug-3', 'zlutoucky-kun']);
    expect(new Set(slugs).size).toBe(titles.length);
    for (const slug of slugs) expect(slug).toMatch(/^[a-z0-9-]{1,120}$/);
  });

  it('is unique among a hundred products of the same name', async () => {
    await write(Array.from({ length: 100 }, (_, at) => aProduct(at, { title: 'Mug' })));

    expect(new Set((await rows()).map(({ slug }) => slug)).size).toBe(100);
  });
});

describe('collections', () => {
  it('are one for all spellings of a tag: case, blanks and forms of Unicode make no difference', async () => {
    const spellings = [
      'Café  Prints',
      'cafe\u0301 prints',
      'CAFÉ\u00A0PRINTS',
      ' café\u2009prints\u200B',
      'Ｃafé prints',
    ];
    for (const [index, tag] of spellings.entries())
      await write([aProduct(index, { tags: [tag, tag.toUpperCase(), ' '] })]);

    expect(await collections()).toMatchObject([{ tag: 'café prints', name: 'Café Prints' }]);
    expect(await parts.rows('select tags from product order by provider_product_id limit 1')).toEqual([
      { tags: ['Café Prints'] },
    ]);
    expect(await parts.rows('select from collection_product')).toHaveLength(spellings.length);
  });

  it('are created from tags, regardless of case, in order of appearance', async () => {
    await write([aProduct(1, { tags: ['Mugs', 'Kitchen'] }), aProduct(2, { tags: ['kitchen', 'Home'] })]);

    expect(await collections()).toMatchObject([
      { tag: 'mugs', name: 'Mugs', position: 0 },
      { tag: 'kitchen', name: 'Kitchen', position: 1 },
      { tag: 'home', name: 'Home', position: 2 },
    ]);
    expect(await parts.get(CollectionsService).list()).toMatchObject([
      { productCount: 1 },
      { productCount: 2 },
      { productCount: 1 },
    ]);
  });

  it('keep the name, position and visibility that the owner set', async () => {
    await write([aProduct(1, { tags: ['Mugs', 'Kitchen'] })]);
    const [mugs] = await parts.get(CollectionsService).list();
    await parts
      .get(Database)
      .transaction((tx) =>
        parts.get(CollectionsService).update(tx, mugs?.id ?? '', { name: 'Cups', position: 1, isHidden: true }),
      );
    await write([aProduct(1, { tags: ['Mugs', 'Kitchen'], title: 'Other' }), aProduct(2, { tags: ['mugs', 'New'] })]);

    expect(await parts.get(CollectionsService).list()).toMatchObject([
      { name: 'Kitchen', position: 0, isHidden: false },
      { name: 'Cups', position: 1, isHidden: true, productCount: 2 },
      { name: 'New', position: 2 },
    ]);
  });

  it('change only when a shopper finds other products in them', async () => {
    await write([aProduct(1, { tags: ['Mugs'] }), aProduct(2, { tags: ['Home'] })]);
    const first = day;
    await write([aProduct(1, { tags: ['Mugs'], title: 'Dearer' }), aProduct(3, { tags: ['Home'], isOffered: false })]);
    expect((await collections()).map(({ changed }) => changed)).toEqual([first, first]);

    await write([aProduct(1, { tags: ['Home'] })]);
    expect((await collections()).map(({ changed }) => changed)).toEqual([day, day]);
    await write([aProduct(3, { tags: ['Home'], isOffered: true })]);
    expect((await collections()).map(({ changed }) => changed)).toEqual([day - 1, day]);
  });
});

describe('hiding', () => {
  it('a product that the run did not see removes it from the shop and its collections', async () => {
    await write([aProduct(1, { tags: ['Mugs'] }), aProduct(2, { tags: ['Home'] })]);
    const runId = await aSyncRun(parts);
    await write([aProduct(1, { tags: ['Mugs'] })], 'printify', runId);
    day += 1;
    const at = new Date(Date.UTC(2026, 0, day));
    const hide = () =>
      parts
        .get(Database)
        .transaction((tx) => parts.get(CatalogWriter).withdrawUnseen(tx, { provider: 'printify', runId, at }));

    expect([await hide(), await hide()]).toEqual([1, 0]);
    expect(await collections()).toMatchObject([{ tag: 'mugs' }, { tag: 'home', changed: day }]);
    expect(await parts.get(CollectionsService).list()).toMatchObject([{ productCount: 1 }, { productCount: 0 }]);
  });

  it('by the owner survives a sync', async () => {
    await write([aProduct(1)]);
    const [row] = await rows();
    const id = row?.id ?? '';
    await parts.get(Database).transaction((tx) => setProductHidden(tx, id, true));
    await write([aProduct(1, { title: 'Other' })]);

    expect(await parts.get(ProductsQueries).find(id)).toMatchObject({ title: 'Other', isHidden: true, visible: false });
    expect(await parts.get(Database).transaction((tx) => setProductHidden(tx, uuidv7(), true))).toBe(false);
  });
});

describe('moving a collection', () => {
  it.each([
    [0, 2, ['b', 'c', 'a']],
    [2, 0, ['c', 'a', 'b']],
    [1, 99, ['a', 'c', 'b']],
  ])('from %s to %s makes room for it', async (from, to, order) => {
    await write([aProduct(1, { tags: ['a', 'b', 'c'] })]);
    const id = (await parts.get(CollectionsService).list())[from]?.id ?? '';
    await parts.get(Database).transaction((tx) => parts.get(CollectionsService).update(tx, id, { position: to }));

    expect((await parts.get(CollectionsService).list()).map(({ name, position }) => [name, position])).toEqual(
      order.map((name, position) => [name, position]),
    );
    expect((await collections()).every(({ changed }) => changed === day)).toBe(true);
  });
});
