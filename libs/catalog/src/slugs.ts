import { anyOf, type Transaction } from '@daybook/database';
import slugify from '@sindresorhus/slugify';
import type { CatalogTables } from './catalog.entities.js';

const maxLength = 100;
const maxCandidates = 20;

export interface Titled {
  /** A uuid. */
  id: string;
  title: string;
}

/** A title as part of an address; "" when no character can be transliterated. */
function toSlug(title: string): string {
  const slug = slugify(title.slice(0, 300), { decamelize: false });
  if (slug.length <= maxLength) return slug;
  const cut = slug.slice(0, maxLength + 1);
  return cut.slice(0, Math.max(cut.lastIndexOf('-'), maxLength / 2)).replace(/-+$/, '');
}

/**
 * Allocates a unique slug in the table for each: `mug`, `mug-2` … The caller has to hold the catalogue lock.
 */
export async function allocateSlugs(
  tx: Transaction,
  table: 'product' | 'collection',
  named: Titled[],
): Promise<Map<string, string>> {
  const candidatesById = new Map(named.map(({ id, title }) => [id, slugCandidates(toSlug(title) || table)]));
  const all = [...new Set([...candidatesById.values()].flat())];
  const rows = await tx
    .kysely<CatalogTables>()
    .selectFrom(table)
    .select('slug')
    .where('slug', '=', anyOf(all))
    .execute();
  const taken = new Set(rows.map(({ slug }) => slug));
  const allocated = new Map<string, string>();
  for (const [id, options] of candidatesById) {
    const slug = options.find((slug) => !taken.has(slug)) ?? `${(options[0] ?? table).slice(0, 80)}-${id}`;
    taken.add(slug);
    allocated.set(id, slug);
  }
  return allocated;
}

const slugCandidates = (slug: string): string[] => [
  slug,
  ...Array.from({ length: maxCandidates - 1 }, (_, at) => `${slug.slice(0, maxLength)}-${at + 2}`),
];
