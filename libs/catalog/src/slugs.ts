import type { Transaction } from '@daybook/database';
import slugify from '@sindresorhus/slugify';
import { sql } from 'kysely';

const longest = 100;
const mostAlike = 20;

/** What is to be given a slug. */
export interface Titled {
  /** A uuid. */
  id: string;
  title: string;
}

/** A title as part of an address; "" when nothing of it can be written. */
export function slugOf(title: string): string {
  const slug = slugify(title.slice(0, 300), { decamelize: false });
  if (slug.length <= longest) return slug;
  const cut = slug.slice(0, longest + 1);
  return cut.slice(0, Math.max(cut.lastIndexOf('-'), longest / 2)).replace(/-+$/, '');
}

/**
 * A slug for each, taken by nothing else in the table: `mug`, `mug-2` … Whoever calls holds the catalogue, so that nobody
 * takes one meanwhile.
 */
export async function allocateSlugs(
  tx: Transaction,
  table: 'product' | 'collection',
  named: Titled[],
): Promise<Map<string, string>> {
  const wishes = new Map(named.map(({ id, title }) => [id, candidates(slugOf(title) || table)]));
  const all = [...new Set([...wishes.values()].flat())];
  const { rows } = await sql<{ slug: string }>`
    select slug from ${sql.table(table)} where slug = any(${all})`.execute(tx.sql);
  const taken = new Set(rows.map(({ slug }) => slug));
  const given = new Map<string, string>();
  for (const [id, wished] of wishes) {
    const slug = wished.find((wish) => !taken.has(wish)) ?? `${(wished[0] ?? table).slice(0, 80)}-${id}`;
    taken.add(slug);
    given.set(id, slug);
  }
  return given;
}

const candidates = (slug: string): string[] => [
  slug,
  ...Array.from({ length: mostAlike - 1 }, (_, at) => `${slug.slice(0, longest)}-${at + 2}`),
];
