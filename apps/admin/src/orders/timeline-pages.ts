import type { ActivityEntry, TimelinePage } from '@daybook/contract';

/** The newest page again. The entries that were loaded before it stay, unless more has come than the page holds. */
export function withNewest(loaded: TimelinePage | null, page: TimelinePage): TimelinePage {
  const [oldest] = page.items;
  if (loaded === null || oldest === undefined || page.next === null) return page;
  const isListed = isOneOf(page.items);
  if (!loaded.items.some(isListed)) return page;
  const current = new Map(page.standing.map((entry) => [entry.id, entry]));
  const earlier = loaded.items
    .filter((entry) => !isListed(entry) && timeOf(entry) <= timeOf(oldest))
    .map((entry) => current.get(entry.id) ?? entry);
  if (earlier.length === 0) return page;
  return { items: [...earlier, ...page.items], standing: without(page.standing, earlier), next: loaded.next };
}

/** Puts the page before what is loaded. */
export function withEarlier(loaded: TimelinePage, page: TimelinePage): TimelinePage {
  const items = [...page.items, ...without(loaded.items, page.items)];
  return { items, standing: without(loaded.standing, items), next: page.next };
}

/** Inserts a pushed entry by its time; the reload that follows orders entries of the same millisecond. */
export function insertEntry(loaded: TimelinePage, entry: ActivityEntry): TimelinePage {
  const others = loaded.items.filter(({ id }) => id !== entry.id);
  const at = others.findIndex((other) => timeOf(other) > timeOf(entry));
  return { ...loaded, items: others.toSpliced(at === -1 ? others.length : at, 0, entry) };
}

export function replaceEntries(loaded: TimelinePage, newer: readonly ActivityEntry[]): TimelinePage {
  const byId = new Map(newer.map((entry) => [entry.id, entry]));
  const replaced = (entries: ActivityEntry[]) => entries.map((entry) => byId.get(entry.id) ?? entry);
  return { ...loaded, items: replaced(loaded.items), standing: replaced(loaded.standing) };
}

const timeOf = ({ occurredAt }: ActivityEntry) => Date.parse(occurredAt);

function isOneOf(entries: readonly ActivityEntry[]): (entry: ActivityEntry) => boolean {
  const ids = new Set(entries.map(({ id }) => id));
  return ({ id }) => ids.has(id);
}

function without(entries: readonly ActivityEntry[], others: readonly ActivityEntry[]): ActivityEntry[] {
  const isOther = isOneOf(others);
  return entries.filter((entry) => !isOther(entry));
}
