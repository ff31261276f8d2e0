import type { ActivityEntry, Page } from '@daybook/contract';

/**
 * The list as it is read: newest first. What arrives while it is read waits in `waiting` until it is asked for, so that
 * nothing moves under the reader's hand. `hasGap`: so much was missed that only a fresh start shows it all.
 */
export interface Feed {
  readonly entries: readonly ActivityEntry[];
  readonly waiting: readonly ActivityEntry[];
  readonly next: string | null;
  readonly hasGap: boolean;
}

export const emptyFeed: Feed = { entries: [], waiting: [], next: null, hasGap: false };

/** More than these aren't worth keeping apart: a fresh start shows them. */
const mostWaiting = 200;

/** `heard` is what was pushed while the page was on its way: nobody has read the list yet, so it is let in at once. */
export function startWith(page: Page<ActivityEntry>, heard: readonly ActivityEntry[] = []): Feed {
  const start: Feed = { ...emptyFeed, entries: page.items, next: page.next };
  return showWaiting(heard.filter(({ id }) => !isKnown(start, id)).reduce(hear, start));
}

/** The next page below; what is already there, or waits, is not shown twice. */
export function append(feed: Feed, page: Page<ActivityEntry>): Feed {
  const known = idsOf(feed.entries);
  const arrived = idsOf(page.items);
  return {
    ...feed,
    entries: [...feed.entries, ...page.items.filter(({ id }) => !known.has(id))],
    waiting: feed.waiting.filter(({ id }) => !arrived.has(id)),
    next: page.next,
  };
}

/** An entry was recorded. A known one was written anew (a count went up) and is replaced where it stands. */
export function hear(feed: Feed, entry: ActivityEntry): Feed {
  if (isKnown(feed, entry.id)) return replace(feed, [entry]);
  const last = feed.entries.at(-1);
  // It happened before the oldest one on screen: the pages below bring it in its place.
  if (last && feed.next !== null && newestFirst(entry, last) > 0) return feed;
  const waiting = [entry, ...feed.waiting].sort(newestFirst);
  const heard = { ...feed, waiting: waiting.slice(0, mostWaiting), hasGap: feed.hasGap || waiting.length > mostWaiting };
  return feed.entries.length === 0 ? showWaiting(heard) : heard;
}

export function showWaiting(feed: Feed): Feed {
  return { ...feed, entries: [...feed.waiting, ...feed.entries].sort(newestFirst), waiting: [] };
}

/** Newer versions of entries on screen; entries that aren't there are left out. */
export function replace(feed: Feed, entries: readonly ActivityEntry[]): Feed {
  if (!entries.some(({ id }) => isKnown(feed, id))) return feed;
  const newer = new Map(entries.map((entry) => [entry.id, entry]));
  const withNewer = (entry: ActivityEntry) => newer.get(entry.id) ?? entry;
  return { ...feed, entries: feed.entries.map(withNewer), waiting: feed.waiting.map(withNewer) };
}

/** After something may have been missed: the newest page again. Unknown entries wait, known ones are brought up to date. */
export function catchUp(feed: Feed, page: Page<ActivityEntry>): Feed {
  if (feed.entries.length === 0) return startWith(page);
  const meets = page.next === null || page.items.some(({ id }) => isKnown(feed, id));
  if (!meets) return { ...feed, waiting: page.items, hasGap: true };
  return page.items.reduce(hear, feed);
}

function newestFirst(a: ActivityEntry, b: ActivityEntry): number {
  return Date.parse(b.occurredAt) - Date.parse(a.occurredAt) || (a.id < b.id ? 1 : -1);
}

function isKnown(feed: Feed, id: string): boolean {
  return feed.entries.some((entry) => entry.id === id) || feed.waiting.some((entry) => entry.id === id);
}

function idsOf(entries: readonly ActivityEntry[]): Set<string> {
  return new Set(entries.map(({ id }) => id));
}
