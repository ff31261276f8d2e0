import { productSorts, type ProductListing, type ProductSort } from '@daybook/catalog';
import { listPath } from './addresses.js';
import type { CollectionPage, Head } from './page-models.js';
import type { ShopFormatter } from './shop-formatter.js';

/** Divides by two, three and four, which a grid has columns. */
export const pageSize = 24;
/** Nobody reads on so far, and each page further costs more to find. */
export const lastPage = 500;

const sortWords: Record<ProductSort, string> = {
  newest: 'Newest',
  price_asc: 'Lowest price',
  price_desc: 'Highest price',
  title: 'By name',
};

export interface ListQuery {
  sort: ProductSort;
  page: number;
}

/** A collection, or all there is: the same page. */
export function collectionPage(
  { name, path, found }: { name: string; path: string; found: ProductListing },
  { sort, page }: ListQuery,
  head: Head,
  words: ShopFormatter,
): CollectionPage {
  const pages = Math.min(lastPage, Math.ceil(found.total / pageSize));
  const paging = {
    words: `Page ${words.number(page)} of ${words.number(pages)}`,
    previous: page > 1 ? listPath(path, { sort, page: page - 1 }) : null,
    next: page < pages ? listPath(path, { sort, page: page + 1 }) : null,
  };
  return {
    head,
    name,
    total: words.products(found.total),
    products: found.products.map((product) => words.card(product)),
    sorts: productSorts.map((one) => ({
      sort: one,
      words: sortWords[one],
      address: listPath(path, { sort: one, page: 1 }),
      isCurrent: one === sort,
    })),
    paging: pages > 1 ? paging : null,
  };
}
