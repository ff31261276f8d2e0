import { beforeAll, expect, it } from '@jest/globals';
import { emptyTheCatalogue } from '../support/a-catalogue.js';
import { useDaybook } from '../support/daybook.js';
import { statementsOf } from '../support/statements-of.js';

const daybook = useDaybook();

/** A thousand products of twenty variants each, in one collection. */
beforeAll(async () => {
  await emptyTheCatalogue(daybook);
  await daybook.rows(
    `insert into product (id, provider, provider_product_id, slug, title, fingerprint, synced_at, changed_at)
     select gen_random_uuid(), 'printify', n, 'p-' || n, 'Product ' || n, '', now(), now() from generate_series(1, 1000) n`,
  );
  await daybook.rows(
    `insert into variant (id, product_id, provider_variant_id, position, title, price, currency, is_available)
     select gen_random_uuid(), p.id, n, n, n, 1000 + n, 'GBP', true from product p, generate_series(1, 20) n`,
  );
  await daybook.rows(
    `insert into collection (id, tag, slug, name, position, changed_at)
     values (gen_random_uuid(), 'all', 'all', 'All', 0, now())`,
  );
  await daybook.rows('insert into collection_product select c.id, p.id from collection c, product p');
  await daybook.rows('vacuum analyze product, variant, collection, collection_product');
}, 60_000);

interface Plan {
  'Relation Name'?: string;
  'Actual Rows': number;
  'Actual Loops': number;
  Plans?: Plan[];
}

/** How many rows of a table a page reads, according to PostgreSQL's plans. */
async function rowsRead(path: string, table: string): Promise<number> {
  const statements = await statementsOf(() => fetch(daybook.address + path).then((response) => response.text()));
  let read = 0;
  for (const { text, values } of statements.filter((statement) => statement.text.includes(`"${table}"`))) {
    const [row] = await daybook.rows<{ 'QUERY PLAN': { Plan: Plan }[] }>(
      `explain (analyze, format json) ${text}`,
      values,
    );
    read += rowsOf(row?.['QUERY PLAN'][0]?.Plan, table);
  }
  return read;
}

function rowsOf(plan: Plan | undefined, table: string): number {
  if (!plan) return 0;
  const own = plan['Relation Name'] === table ? plan['Actual Rows'] * plan['Actual Loops'] : 0;
  return (plan.Plans ?? []).reduce((sum, below) => sum + rowsOf(below, table), own);
}

it.each([
  ['/', 12 * 20],
  ['/collections/all', 24 * 20],
  ['/collections/all?page=41', 24 * 20],
  ['/collections/all?sort=title', 24 * 20],
  ['/collections/all?sort=price_asc', 1_000 + 24 * 20],
  ['/collections/all?sort=price_desc&page=20', 1_000 + 24 * 20],
  ['/products?page=41', 24 * 20],
  ['/products?sort=title', 24 * 20],
  ['/products?sort=price_asc', 1_000 + 24 * 20],
  ['/products/p-7', 20],
])('%s reads the variants of the products it shows, and at most one of any other product', async (path, max) => {
  const read = await rowsRead(path, 'variant');
  expect(read).toBeGreaterThan(0);
  expect(read).toBeLessThanOrEqual(max);
});
