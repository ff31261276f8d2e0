import type { Page } from '@daybook/contract';

interface Identified {
  readonly id: string;
}

/** Negative if `a` sorts before `b`. */
export type Comparator<T> = (a: T, b: T) => number;

/**
 * A list, newest first. New items wait in `pending` until the user asks for them, so that nothing moves under the cursor.
 * `hasGap`: so much was missed that only a full reload shows it all.
 */
export interface LiveList<T extends Identified> {
  readonly items: readonly T[];
  readonly pending: readonly T[];
  readonly next: string | null;
  readonly hasGap: boolean;
}

/** Past this limit a full reload is needed. */
const maxPending = 200;

export function emptyList<T extends Identified>(): LiveList<T> {
  return { items: [], pending: [], next: null, hasGap: false };
}

/** `pushed` arrived while the page was loading: nobody has read the list yet, so it is shown at once. */
export function listFromPage<T extends Identified>(
  page: Page<T>,
  compare: Comparator<T>,
  pushed: readonly T[] = [],
): LiveList<T> {
  const start: LiveList<T> = { ...emptyList<T>(), items: page.items, next: page.next };
  const unknown = pushed.filter(({ id }) => !isKnown(start, id));
  return showPending(
    unknown.reduce((list, item) => upsert(list, item, compare), start),
    compare,
  );
}

/** Adds the next page; items already listed or pending are not shown twice. */
export function append<T extends Identified>(list: LiveList<T>, page: Page<T>): LiveList<T> {
  const known = idsOf(list.items);
  const arrived = idsOf(page.items);
  return {
    ...list,
    items: [...list.items, ...page.items.filter(({ id }) => !known.has(id))],
    pending: list.pending.filter(({ id }) => !arrived.has(id)),
    next: page.next,
  };
}

/** Applies a pushed item: updates a known one in place, adds a new one to `pending`. */
export function upsert<T extends Identified>(list: LiveList<T>, item: T, compare: Comparator<T>): LiveList<T> {
  if (isKnown(list, item.id)) return replace(list, [item]);
  const last = list.items.at(-1);
  // It belongs to a page that is not loaded yet.
  if (last && list.next !== null && compare(item, last) > 0) return list;
  const pending = [item, ...list.pending].sort(compare);
  const updated = {
    ...list,
    pending: pending.slice(0, maxPending),
    hasGap: list.hasGap || pending.length > maxPending,
  };
  return list.items.length === 0 ? showPending(updated, compare) : updated;
}

/** Moves the pending items to their places in the list. */
export function showPending<T extends Identified>(list: LiveList<T>, compare: Comparator<T>): LiveList<T> {
  if (list.pending.length === 0) return list;
  return { ...list, items: [...list.pending, ...list.items].sort(compare), pending: [] };
}

/** Replaces known items by newer versions; ignores unknown ones. */
export function replace<T extends Identified>(list: LiveList<T>, items: readonly T[]): LiveList<T> {
  if (!items.some(({ id }) => isKnown(list, id))) return list;
  const newer = new Map(items.map((item) => [item.id, item]));
  const withNewer = (item: T) => newer.get(item.id) ?? item;
  return { ...list, items: list.items.map(withNewer), pending: list.pending.map(withNewer) };
}

/** Merges the newest page after pushes may have been missed: new items become pending, known ones are updated. */
export function catchUp<T extends Identified>(list: LiveList<T>, page: Page<T>, compare: Comparator<T>): LiveList<T> {
  if (list.items.length === 0) return listFromPage(page, compare);
  const meets = page.next === null || page.items.some(({ id }) => isKnown(list, id));
  if (!meets) return { ...list, pending: page.items, hasGap: true };
  return page.items.reduce((caught, item) => upsert(caught, item, compare), list);
}

/** Newest first by an ISO 8601 UTC time, and by id within the same millisecond. */
export function compareNewestFirst<T extends Identified>(timeOf: (item: T) => string): Comparator<T> {
  return (a, b) => Date.parse(timeOf(b)) - Date.parse(timeOf(a)) || (a.id < b.id ? 1 : -1);
}

export function itemsAndPending<T extends Identified>({ items, pending }: LiveList<T>): readonly T[] {
  return [...items, ...pending];
}

function isKnown(list: LiveList<Identified>, id: string): boolean {
  return list.items.some((item) => item.id === id) || list.pending.some((item) => item.id === id);
}

function idsOf(items: readonly Identified[]): Set<string> {
  return new Set(items.map(({ id }) => id));
}
