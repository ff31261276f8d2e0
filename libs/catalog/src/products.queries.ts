import type { Page, Product, ProductListQuery, Provider } from '@daybook/contract';
import { alphabetical, containsWords, Database, givenRows, now, type Transaction } from '@daybook/database';
import { Injectable } from '@nestjs/common';
import { expressionBuilder, type InferResult, type Kysely } from 'kysely';
import { jsonArrayFrom } from 'kysely/helpers/postgres';
import type { CatalogTables } from './catalog.entities.js';
import { pictureOf } from './picture-of.js';
import { isVisible } from './visible-products.js';

/** The provider's ids. */
export interface Goods {
  provider: Provider | null;
  productId: string | null;
  variantId: string | null;
}

/** The catalogue as the console shows it, hidden products included. */
@Injectable()
export class ProductsQueries {
  constructor(private readonly database: Database) {}

  /** Ordered by title. Throws `InvalidCursorError`. */
  async list({ q, provider, visible, ...query }: ProductListQuery): Promise<Page<Product>> {
    const keyset = alphabetical(query);
    let products = selectProducts(this.database.kysely());
    if (q) products = products.where(matches(q));
    if (provider) products = products.where('p.provider', '=', provider);
    if (visible) products = products.where((eb) => eb(isVisible, '=', visible === 'yes'));
    const rows = await keyset.apply(products, 'p.title', 'p.id').execute();
    return keyset.page(rows.map(toProduct), ({ title }) => title);
  }

  async find(id: string): Promise<Product | null> {
    const row = await selectProducts(this.database.kysely()).where('p.id', '=', id).executeTakeFirst();
    return row ? toProduct(row) : null;
  }

  /** A picture of each of the goods that have one, in any order; of goods that are no longer offered too. */
  async findPictures<T extends Goods>(goods: readonly T[]): Promise<{ goods: T; url: string }[]> {
    const products = goods.flatMap(({ provider, productId }) =>
      provider && productId ? [{ provider, provider_product_id: productId }] : [],
    );
    if (products.length === 0) return [];
    const db = this.database.kysely<CatalogTables>();
    const rows = await db
      .selectFrom('product as p')
      .select(['p.provider', 'p.provider_product_id as productId', 'p.images'])
      .where((eb) =>
        eb(
          eb.refTuple('p.provider', 'p.provider_product_id'),
          'in',
          eb
            .selectFrom(givenRows(db, 'product', products))
            .select(['given.provider', 'given.provider_product_id'])
            .$asTuple('provider', 'provider_product_id'),
        ),
      )
      .execute();
    return goods.flatMap((one) => {
      const product = rows.find(({ provider, productId }) => provider === one.provider && productId === one.productId);
      const url = pictureOf(product?.images ?? [], one.variantId);
      return url === null ? [] : [{ goods: one, url }];
    });
  }

  async countOfferedByProvider(): Promise<Map<Provider, number>> {
    const rows = await this.database
      .kysely<CatalogTables>()
      .selectFrom('product')
      .select((eb) => ['provider', eb.fn.countAll<number>().as('count')])
      .where((eb) => eb.ref('is_offered'))
      .groupBy('provider')
      .execute();
    return new Map(rows.map(({ provider, count }) => [provider, count]));
  }
}

/** Hides a product from shoppers, or shows it again; false when it does not exist. */
export async function setProductHidden(tx: Transaction, id: string, isHidden: boolean): Promise<boolean> {
  const product = await tx
    .kysely<CatalogTables>()
    .with('moved', (db) =>
      db
        .updateTable('product')
        .set({ is_hidden: isHidden, changed_at: now() })
        .where('id', '=', id)
        .where('is_hidden', '<>', isHidden)
        .returning(['id', 'is_offered']),
    )
    .with('touched', (db) =>
      db
        .updateTable('collection')
        .set({ changed_at: now() })
        .where('id', 'in', (eb) =>
          eb
            .selectFrom('collection_product')
            .innerJoin('moved', 'moved.id', 'product_id')
            .where((moved) => moved.ref('moved.is_offered'))
            .select('collection_id'),
        ),
    )
    .selectFrom('product')
    .select('id')
    .where('id', '=', id)
    .executeTakeFirst();
  return product !== undefined;
}

const selectProducts = (db: Kysely<CatalogTables>) =>
  db
    .selectFrom('product as p')
    .select((eb) => [
      ...(['p.id', 'p.title', 'p.slug', 'p.provider', 'p.tags', 'p.synced_at as syncedAt'] as const),
      ...(['p.is_offered as isOffered', 'p.is_hidden as isHidden'] as const),
      jsonArrayFrom(
        eb
          .selectFrom('variant as v')
          .select(['v.id', 'v.title', 'v.sku', 'v.price', 'v.currency', 'v.is_available as available'])
          .whereRef('v.product_id', '=', 'p.id')
          .where('v.removed_at', 'is', null)
          .orderBy('v.position'),
      ).as('variants'),
    ]);
type ProductRow = InferResult<ReturnType<typeof selectProducts>>[number];

/** Searches the title, the tags and the variants' SKUs together. */
function matches(words: string) {
  const eb = expressionBuilder<CatalogTables & { p: CatalogTables['product'] }, 'p'>();
  const skus = eb
    .selectFrom('variant as v')
    .select((v) => v.fn<string>('string_agg', ['v.sku', v.val(' ')]).as('skus'))
    .whereRef('v.product_id', '=', 'p.id')
    .where('v.removed_at', 'is', null);
  const tags = eb.fn<string>('array_to_string', ['p.tags', eb.val(' ')]);
  return containsWords([eb.ref('p.title'), tags, eb.parens(skus).$castTo<string>()], words);
}

function toProduct({ variants, syncedAt, ...row }: ProductRow): Product {
  return {
    ...row,
    visible: row.isOffered && !row.isHidden,
    variants: variants.map(({ price, currency, ...variant }) => ({ ...variant, price: { amount: price, currency } })),
    syncedAt: syncedAt.toISOString(),
  };
}
