import { anEntry, aProblem, someEntries } from '../../test/an-entry';
import type { ActivityEntry } from '@daybook/contract';
import {
  append,
  catchUp,
  emptyList,
  upsert,
  showPending,
  compareNewestFirst,
  replace,
  listFromPage,
} from './live-list';

const byTime = compareNewestFirst<ActivityEntry>((entry) => entry.occurredAt);
const news = () => anEntry({ occurredAt: '2026-02-14T13:00:00.000Z' });
const ids = (entries: readonly ActivityEntry[]) => entries.map(({ id }) => id);

describe('a list while it is read', () => {
  it('keeps what arrives waiting, and leaves the rows where they are', () => {
    const page = someEntries(3);
    const list = upsert(listFromPage({ items: page, next: null }, byTime), news(), byTime);
    expect([list.items, list.pending.length]).toEqual([page, 1]);
  });

  it('shows what waits in its place when it is let in', () => {
    const [first, ...rest] = someEntries(3);
    const entry = news();
    const late = anEntry({ occurredAt: '2026-02-14T11:59:30.000Z' });
    const start = listFromPage({ items: [first, ...rest].filter((e) => e !== undefined), next: null }, byTime);
    const list = showPending(
      [entry, late].reduce((heard, e) => upsert(heard, e, byTime), start),
      byTime,
    );
    expect(ids(list.items)).toEqual(ids([entry, first, late, ...rest].filter((e) => e !== undefined)));
    expect(list.pending).toEqual([]);
  });

  it('fills an empty list at once: there is nothing to move', () => {
    expect(upsert(emptyList<ActivityEntry>(), news(), byTime).items).toHaveLength(1);
  });

  it('does not count the same entry twice', () => {
    const entry = news();
    const start = listFromPage({ items: someEntries(2), next: null }, byTime);
    expect(upsert(upsert(start, entry, byTime), entry, byTime).pending).toHaveLength(1);
  });

  it('puts a newer version of an entry in the place of the older', () => {
    const rejected = aProblem({ message: '3 webhooks rejected' });
    const list = upsert(
      listFromPage({ items: [rejected], next: null }, byTime),
      { ...rejected, message: '14 rejected' },
      byTime,
    );
    expect([list.items[0]?.message, list.pending.length]).toEqual(['14 rejected', 0]);
  });

  it('leaves what is older than the last row to the pages below', () => {
    const start = listFromPage({ items: someEntries(2), next: 'more' }, byTime);
    const old = anEntry({ occurredAt: '2026-01-01T00:00:00.000Z' });
    expect(upsert(start, old, byTime)).toEqual(start);
  });

  it('appends pages without doubles', () => {
    const entries = someEntries(120);
    let list = listFromPage({ items: entries.slice(0, 50), next: 'a' }, byTime);
    list = append(list, { items: entries.slice(48, 100), next: 'b' });
    list = append(list, { items: entries.slice(100), next: null });
    expect(ids(list.items)).toEqual(ids(entries));
  });

  it('does not keep waiting what a page has brought', () => {
    const late = anEntry({ occurredAt: '2026-02-14T11:59:30.000Z' });
    const heard = upsert(listFromPage({ items: someEntries(2), next: 'a' }, byTime), late, byTime);
    const list = append(heard, { items: [late], next: null });
    expect([list.pending, list.items.filter(({ id }) => id === late.id).length]).toEqual([[], 1]);
  });

  it('lets in at once what was pushed while the first page was on its way', () => {
    const entry = news();
    expect(listFromPage({ items: someEntries(2), next: null }, byTime, [entry]).items[0]).toBe(entry);
  });

  it('replaces rows without moving them', () => {
    const [first, second] = someEntries(2);
    if (!first || !second) throw new Error('two entries');
    const list = replace(listFromPage({ items: [first, second], next: null }, byTime), [
      { ...second, message: 'changed' },
    ]);
    expect(list.items.map(({ message }) => message)).toEqual([first.message, 'changed']);
  });

  it('keeps what was missed waiting, and brings known rows up to date', () => {
    const page = someEntries(3);
    const missed = news();
    const [first, ...rest] = page;
    if (!first) throw new Error('an entry');
    const resolved = { ...first, resolvedAt: '2026-02-14T13:00:00.000Z' };
    const list = catchUp(
      listFromPage({ items: page, next: 'a' }, byTime),
      { items: [missed, resolved, ...rest], next: 'a' },
      byTime,
    );
    expect([list.items[0]?.resolvedAt, ids(list.pending)]).toEqual([resolved.resolvedAt, [missed.id]]);
  });

  it('says so when so much was missed that the pages no longer meet', () => {
    const start = listFromPage({ items: someEntries(3), next: 'a' }, byTime);
    const newer = Array.from({ length: 5 }, news);
    expect(catchUp(start, { items: newer, next: 'b' }, byTime)).toMatchObject({ hasGap: true, items: start.items });
  });

  it('stops counting what waits at some point', () => {
    const start = listFromPage({ items: someEntries(1), next: null }, byTime);
    const list = Array.from({ length: 201 }, news).reduce((heard, entry) => upsert(heard, entry, byTime), start);
    expect([list.pending.length, list.hasGap]).toEqual([200, true]);
  });
});
