import type { Kysely } from 'kysely';
import { jsonArrayFrom } from 'kysely/helpers/postgres';
import type { CatalogTables } from './catalog.entities.js';
import { isVisible, rowNumber, sortOrders, type ProductSort } from './visible-products.js';

/** A product in a grid. Amounts are in minor units of `currency`; null when it has no variant. */
export interface ProductCard {
  slug: string;
  title: string;
  imageUrl: string | null;
  lowestPrice: number | null;
  highestPrice: number | null;
  currency: string | null;
  isAvailable: boolean;
}

/** One page of a list, and the number of products in all. */
export interface ProductListing {
  total: number;
  products: ProductCard[];
}

export interface ListingOptions {
  sort: ProductSort;
  skip: number;
  limit: number;
}

type Db = Kysely<CatalogTables>;

/** A page of what is visible, in its order. Prices are of the available variants, or of all when none is available. */
export const selectCards = (db: Db, page: ListingOptions, collectionSlug: string | null = null) =>
  db
    .selectFrom(selectPage(db, page, collectionSlug).as('p'))
    .innerJoinLateral(
      (eb) =>
        eb
          .selectFrom('variant as v')
          .select((variant) => {
            const { fn } = variant;
            const available = variant.ref('v.is_available');
            return [
              fn.coalesce(fn.min('v.price').filterWhere(available), fn.min('v.price')).as('lowest'),
              fn.coalesce(fn.max('v.price').filterWhere(available), fn.max('v.price')).as('highest'),
              fn.min('v.currency').as('currency'),
              fn.coalesce(fn.agg<boolean>('bool_or', [available]), variant.lit(false)).as('is_available'),
            ];
          })
          .whereRef('v.product_id', '=', 'p.id')
          .where('v.removed_at', 'is', null)
          .as('offer'),
      (join) => join.onTrue(),
    )
    .select((eb) => [
      ...(['p.slug', 'p.title', 'offer.lowest as lowestPrice', 'offer.highest as highestPrice'] as const),
      ...(['offer.currency', 'offer.is_available as isAvailable'] as const),
      eb.ref('p.images', '->>').at(0).key('url').as('imageUrl'),
    ])
    .orderBy('p.place');

/** The columns of a `ProductListing`. */
export const listingColumns = (db: Db, page: ListingOptions, collectionSlug: string | null = null) => [
  selectVisible(db, collectionSlug)
    .select((eb) => eb.fn.countAll<number>().as('count'))
    .$asScalar()
    .$notNull()
    .as('total'),
  jsonArrayFrom(selectCards(db, page, collectionSlug)).as('products'),
];

const selectPage = (db: Db, { sort, skip, limit }: ListingOptions, collectionSlug: string | null) => {
  const order = sortOrders[sort];
  const products = selectVisible(db, collectionSlug)
    .select(['p.id', 'p.slug', 'p.title', 'p.images'])
    .select(rowNumber(order).as('place'));
  return order
    .reduce((sorted, term) => sorted.orderBy(...term), products)
    .limit(limit)
    .offset(skip);
};

function selectVisible(db: Db, collectionSlug: string | null) {
  const products = db.selectFrom('product as p').where(isVisible);
  if (collectionSlug === null) return products;
  const members = db
    .selectFrom('collection_product as cp')
    .innerJoin('collection as c', 'c.id', 'cp.collection_id')
    .select('cp.product_id')
    .where('c.slug', '=', collectionSlug);
  return products.where('p.id', 'in', members);
}
