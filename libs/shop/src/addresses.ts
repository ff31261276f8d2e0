import type { ProductSort } from '@daybook/catalog';

/** Where things stand in the shop, as paths. */
export const collectionPath = (slug: string) => `/collections/${encodeURIComponent(slug)}`;
export const allProductsPath = '/products';
export const productPath = (slug: string) => `/products/${encodeURIComponent(slug)}`;
export const pagePath = (slug: string) => `/pages/${encodeURIComponent(slug)}`;

/** A page of a list in its order; what is as usual is left out. */
export function listPath(path: string, { sort, page }: { sort: ProductSort; page: number }): string {
  const query = new URLSearchParams();
  if (sort !== 'newest') query.set('sort', sort);
  if (page > 1) query.set('page', String(page));
  return query.size === 0 ? path : `${path}?${query.toString()}`;
}
