import { productSorts, type ProductListing, type ProductSort } from '@daybook/catalog';
import { listPath } from './shop-urls.js';
import type { CollectionPage, Head } from './page-models.js';
import type { ShopFormatter } from './shop-formatter.js';

/** Divisible by two, three and four, the numbers of columns of the grid. */
export const pageSize = 24;
/** Each further page costs the database more. */
export const maxPage = 500;

const sortTexts: Record<ProductSort, string> = {
  newest: 'Newest',
  price_asc: 'Lowest price',
  price_desc: 'Highest price',
  title: 'Name',
};

export interface ListingQuery {
  sort: ProductSort;
  page: number;
}

export function collectionPage(
  { name, path, found }: { name: string; path: string; found: ProductListing },
  { sort, page }: ListingQuery,
  head: Head,
  formatter: ShopFormatter,
): CollectionPage {
  const pages = Math.min(maxPage, Math.ceil(found.total / pageSize));
  const paging = {
    text: `Page ${formatter.formatNumber(page)} of ${formatter.formatNumber(pages)}`,
    previous: page > 1 ? listPath(path, { sort, page: page - 1 }) : null,
    next: page < pages ? listPath(path, { sort, page: page + 1 }) : null,
  };
  return {
    head,
    name,
    total: formatter.formatProductCount(found.total),
    products: found.products.map((product) => formatter.toCardView(product)),
    sorts: productSorts.map((one) => ({
      sort: one,
      text: sortTexts[one],
      href: listPath(path, { sort: one, page: 1 }),
      isCurrent: one === sort,
    })),
    paging: pages > 1 ? paging : null,
  };
}
