import { productSorts, type CollectionProducts, type ProductSort } from '@daybook/catalog';
import { collectionPath, listPath } from './addresses.js';
import type { CollectionPage, Head } from './page-models.js';
import type { ShopWords } from './shop-words.js';

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

export function collectionPage(
  found: CollectionProducts,
  { sort, page }: { sort: ProductSort; page: number },
  head: Head,
  words: ShopWords,
): CollectionPage {
  const path = collectionPath(found.slug);
  const pages = Math.min(lastPage, Math.ceil(found.total / pageSize));
  const paging = {
    words: `Page ${words.number(page)} of ${words.number(pages)}`,
    previous: page > 1 ? listPath(path, { sort, page: page - 1 }) : null,
    next: page < pages ? listPath(path, { sort, page: page + 1 }) : null,
  };
  return {
    head,
    name: found.name,
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
