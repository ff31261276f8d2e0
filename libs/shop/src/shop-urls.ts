import type { ProductSort } from '@daybook/catalog';

export const collectionPath = (slug: string) => `/collections/${encodeURIComponent(slug)}`;
export const allProductsPath = '/products';
export const productPath = (slug: string) => `/products/${encodeURIComponent(slug)}`;
export const pagePath = (slug: string) => `/pages/${encodeURIComponent(slug)}`;

export function listPath(path: string, { sort, page }: { sort: ProductSort; page: number }): string {
  const query = new URLSearchParams();
  if (sort !== 'newest') query.set('sort', sort);
  if (page > 1) query.set('page', String(page));
  return query.size === 0 ? path : `${path}?${query.toString()}`;
}

/** The part of a query that makes it another page; sorting and campaign parameters do not. */
export interface PageIdentity {
  page?: number;
}

/** The value of `canonical` and `og:url`. `path` is URL-encoded. */
export function canonicalUrl(publicUrl: string, path: string, { page = 1 }: PageIdentity = {}): string {
  return `${publicUrl}${path}${page > 1 ? `?page=${page}` : ''}`;
}

const disallowedPaths = ['/admin/', '/api/', '/users/', '/webhooks/', '/checkout/'];

export function robotsText(publicUrl: string): string {
  const rules = disallowedPaths.map((path) => `Disallow: ${path}`);
  return ['User-agent: *', ...rules, '', `Sitemap: ${publicUrl}/sitemap.xml`, ''].join('\n');
}
