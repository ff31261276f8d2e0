import type { ShopPage } from '@daybook/contract';

export type PageDraft = Pick<ShopPage, 'slug' | 'title' | 'body'>;
export type PageField = keyof PageDraft;
export type PageErrors = Partial<Record<PageField, string>>;

export const emptyPage: PageDraft = { slug: '', title: '', body: '' };

export const maxLengths: Record<PageField, number> = { slug: 120, title: 200, body: 30_000 };

/** Turns a title into a slug: lowercase letters, digits, and single hyphens between. */
export function slugify(title: string): string {
  return title
    .normalize('NFKD')
    .replaceAll(/\p{M}/gu, '')
    .toLowerCase()
    .replaceAll('ß', 'ss')
    .replaceAll(/[^a-z0-9]+/g, '-')
    .replaceAll(/^-|-$/g, '')
    .slice(0, maxLengths.slug)
    .replace(/-$/, '');
}

/** What can be checked without the api. */
export function validatePage({ slug, title }: PageDraft): PageErrors {
  return {
    ...(title.trim() === '' && { title: 'A page needs a title.' }),
    ...(!/^[a-z0-9]+(-[a-z0-9]+)*$/.test(slug.trim()) && {
      slug: 'Use lowercase letters and digits, with single hyphens between them, such as size-guide.',
    }),
  };
}

export const isSameDraft = (one: PageDraft, other: PageDraft): boolean =>
  one.slug === other.slug && one.title === other.title && one.body === other.body;
