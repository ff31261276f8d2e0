/** What of an address's query makes another page; sorting and whatever campaigns add do not. */
export interface PageIdentity {
  page?: number;
}

/** The one address by which a page is known: `canonical` and `og:url` are both this value. `path` as it is in an address. */
export function canonicalUrl(publicUrl: string, path: string, { page = 1 }: PageIdentity = {}): string {
  return `${publicUrl}${path}${page > 1 ? `?page=${page}` : ''}`;
}
