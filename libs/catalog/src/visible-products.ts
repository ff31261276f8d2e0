import { expressionBuilder, type Expression, type OrderByModifiers } from 'kysely';
import type { CatalogTables } from './catalog.entities.js';

const eb = expressionBuilder<CatalogTables & { p: CatalogTables['product'] }, 'p'>();

/** Whether shoppers see the product `p`: its provider offers it and the owner does not hide it. */
export const isVisible = eb.and([eb.ref('p.is_offered'), eb.not('p.is_hidden')]);

type Order = readonly (readonly [Expression<unknown>, OrderByModifiers])[];

export const rowNumber = (order: Order) =>
  eb.fn.agg<number>('row_number').over((over) => order.reduce((sorted, term) => sorted.orderBy(...term), over));

/** The price a product is sorted by: one index lookup, however many variants it has. */
const cheapestPrice = eb
  .selectFrom('variant as v')
  .select('v.price')
  .whereRef('v.product_id', '=', 'p.id')
  .where('v.removed_at', 'is', null)
  .orderBy('v.is_available', 'desc')
  .orderBy('v.price')
  // a constant, so that PostgreSQL sees that two of these are the same
  .limit(eb.lit(1));

export const productSorts = ['newest', 'price_asc', 'price_desc', 'title'] as const;
export type ProductSort = (typeof productSorts)[number];

export const sortOrders: Record<ProductSort, Order> = {
  newest: [
    [eb.ref('p.inserted_at'), 'desc'],
    [eb.ref('p.id'), 'desc'],
  ],
  price_asc: [
    [cheapestPrice, (price) => price.asc().nullsLast()],
    [eb.ref('p.id'), 'asc'],
  ],
  price_desc: [
    [cheapestPrice, (price) => price.desc().nullsLast()],
    [eb.ref('p.id'), 'desc'],
  ],
  title: [
    [eb.ref('p.title'), 'asc'],
    [eb.ref('p.id'), 'asc'],
  ],
};
export const byId: Order = [[eb.ref('p.id'), 'asc']];
