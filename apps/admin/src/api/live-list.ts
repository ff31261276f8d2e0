import type { Page } from '@daybook/contract';

interface Listed {
  readonly id: string;
}

/** Below zero when `a` stands above `b`. */
export type Order<T> = (a: T, b: T) => number;

/**
 * A list as it is read: newest first. What arrives while it is read waits in `waiting` until it is let in, so that
 * nothing moves under the reader's hand. `hasGap`: so much was missed that only a fresh start shows it all.
 */
export interface LiveList<T extends Listed> {
  readonly items: readonly T[];
  readonly waiting: readonly T[];
  readonly next: string | null;
  readonly hasGap: boolean;
}

/** More than these aren't worth keeping apart: a fresh start shows them. */
const mostWaiting = 200;

export function emptyList<T extends Listed>(): LiveList<T> {
  return { items: [], waiting: [], next: null, hasGap: false };
}

/** `heard` is what was pushed while the page was on its way: nobody has read the list yet, so it is let in at once. */
export function startWith<T extends Listed>(page: Page<T>, order: Order<T>, heard: readonly T[] = []): LiveList<T> {
  const start: LiveList<T> = { ...emptyList<T>(), items: page.items, next: page.next };
  const unknown = heard.filter(({ id }) => !isKnown(start, id));
  return letIn(
    unknown.reduce((list, item) => hear(list, item, order), start),
    order,
  );
}

/** The next page below; what is already there, or waits, is not shown twice. */
export function append<T extends Listed>(list: LiveList<T>, page: Page<T>): LiveList<T> {
  const known = idsOf(list.items);
  const arrived = idsOf(page.items);
  return {
    ...list,
    items: [...list.items, ...page.items.filter(({ id }) => !known.has(id))],
    waiting: list.waiting.filter(({ id }) => !arrived.has(id)),
    next: page.next,
  };
}

/** Something was told. What is known was written anew and is replaced where it stands; what is new waits. */
export function hear<T extends Listed>(list: LiveList<T>, item: T, order: Order<T>): LiveList<T> {
  if (isKnown(list, item.id)) return replace(list, [item]);
  const last = list.items.at(-1);
  // It is older than what is on screen: the pages below bring it in its place.
  if (last && list.next !== null && order(item, last) > 0) return list;
  const waiting = [item, ...list.waiting].sort(order);
  const heard = {
    ...list,
    waiting: waiting.slice(0, mostWaiting),
    hasGap: list.hasGap || waiting.length > mostWaiting,
  };
  return list.items.length === 0 ? letIn(heard, order) : heard;
}

/** Shows what waits, each in its place. */
export function letIn<T extends Listed>(list: LiveList<T>, order: Order<T>): LiveList<T> {
  if (list.waiting.length === 0) return list;
  return { ...list, items: [...list.waiting, ...list.items].sort(order), waiting: [] };
}

/** Newer versions of what is on screen; what isn't there is left out. */
export function replace<T extends Listed>(list: LiveList<T>, items: readonly T[]): LiveList<T> {
  if (!items.some(({ id }) => isKnown(list, id))) return list;
  const newer = new Map(items.map((item) => [item.id, item]));
  const withNewer = (item: T) => newer.get(item.id) ?? item;
  return { ...list, items: list.items.map(withNewer), waiting: list.waiting.map(withNewer) };
}

/** After something may have been missed: the newest page again. What is new waits, what is known is brought up to date. */
export function catchUp<T extends Listed>(list: LiveList<T>, page: Page<T>, order: Order<T>): LiveList<T> {
  if (list.items.length === 0) return startWith(page, order);
  const meets = page.next === null || page.items.some(({ id }) => isKnown(list, id));
  if (!meets) return { ...list, waiting: page.items, hasGap: true };
  return page.items.reduce((caught, item) => hear(caught, item, order), list);
}

/** Newest first by an ISO 8601 UTC time, and by id within the same millisecond. */
export function newestFirst<T extends Listed>(timeOf: (item: T) => string): Order<T> {
  return (a, b) => Date.parse(timeOf(b)) - Date.parse(timeOf(a)) || (a.id < b.id ? 1 : -1);
}

export function allOf<T extends Listed>({ items, waiting }: LiveList<T>): readonly T[] {
  return [...items, ...waiting];
}

function isKnown(list: LiveList<Listed>, id: string): boolean {
  return list.items.some((item) => item.id === id) || list.waiting.some((item) => item.id === id);
}

function idsOf(items: readonly Listed[]): Set<string> {
  return new Set(items.map(({ id }) => id));
}
