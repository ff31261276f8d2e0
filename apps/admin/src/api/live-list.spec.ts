import { anEntry, aProblem, someEntries } from '../../test/an-entry';
import type { ActivityEntry } from '@daybook/contract';
import { append, catchUp, emptyList, insert, showPending, newestFirst, replace, startWith } from './live-list';

const byTime = newestFirst<ActivityEntry>((entry) => entry.occurredAt);
const news = () => anEntry({ occurredAt: '2026-02-14T13:00:00.000Z' });
const ids = (entries: readonly ActivityEntry[]) => entries.map(({ id }) => id);

describe('a list while it is read', () => {
  it('keeps what arrives waiting, and leaves the rows where they are', () => {
    const page = someEntries(3);
    const list = insert(startWith({ items: page, next: null }, byTime), news(), byTime);
    expect([list.items, list.pending.length]).toEqual([page, 1]);
  });

  it('shows what waits in its place when it is let in', () => {
    const [first, ...rest] = someEntries(3);
    const entry = news();
    const late = anEntry({ occurredAt: '2026-02-14T11:59:30.000Z' });
    const start = startWith({ items: [first, ...rest].filter((e) => e !== undefined), next: null }, byTime);
    const list = showPending(
      [entry, late].reduce((heard, e) => insert(heard, e, byTime), start),
      byTime,
    );
    expect(ids(list.items)).toEqual(ids([entry, first, late, ...rest].filter((e) => e !== undefined)));
    expect(list.pending).toEqual([]);
  });

  it('fills an empty list at once: there is nothing to move', () => {
    expect(insert(emptyList<ActivityEntry>(), news(), byTime).items).toHaveLength(1);
  });

  it('does not count the same entry twice', () => {
    const entry = news();
    const start = startWith({ items: someEntries(2), next: null }, byTime);
    expect(insert(insert(start, entry, byTime), entry, byTime).pending).toHaveLength(1);
  });

  it('puts a newer version of an entry in the place of the older', () => {
    const rejected = aProblem({ message: '3 webhooks rejected' });
    const list = insert(
      startWith({ items: [rejected], next: null }, byTime),
      { ...rejected, message: '14 rejected' },
      byTime,
    );
    expect([list.items[0]?.message, list.pending.length]).toEqual(['14 rejected', 0]);
  });

  it('leaves what is older than the last row to the pages below', () => {
    const start = startWith({ items: someEntries(2), next: 'more' }, byTime);
    const old = anEntry({ occurredAt: '2026-01-01T00:00:00.000Z' });
    expect(insert(start, old, byTime)).toEqual(start);
  });

  it('appends pages without doubles', () => {
    const entries = someEntries(120);
    let list = startWith({ items: entries.slice(0, 50), next: 'a' }, byTime);
    list = append(list, { items: entries.slice(48, 100), next: 'b' });
    list = append(list, { items: entries.slice(100), next: null });
    expect(ids(list.items)).toEqual(ids(entries));
  });

  it('does not keep waiting what a page has brought', () => {
    const late = anEntry({ occurredAt: '2026-02-14T11:59:30.000Z' });
    const heard = insert(startWith({ items: someEntries(2), next: 'a' }, byTime), late, byTime);
    const list = append(heard, { items: [late], next: null });
    expect([list.pending, list.items.filter(({ id }) => id === late.id).length]).toEqual([[], 1]);
  });

  it('lets in at once what was pushed while the first page was on its way', () => {
    const entry = news();
    expect(startWith({ items: someEntries(2), next: null }, byTime, [entry]).items[0]).toBe(entry);
  });

  it('replaces rows without moving them', () => {
    const [first, second] = someEntries(2);
    if (!first || !second) throw new Error('two entries');
    const list = replace(startWith({ items: [first, second], next: null }, byTime), [
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
      startWith({ items: page, next: 'a' }, byTime),
      { items: [missed, resolved, ...rest], next: 'a' },
      byTime,
    );
    expect([list.items[0]?.resolvedAt, ids(list.pending)]).toEqual([resolved.resolvedAt, [missed.id]]);
  });

  it('says so when so much was missed that the pages no longer meet', () => {
    const start = startWith({ items: someEntries(3), next: 'a' }, byTime);
    const newer = Array.from({ length: 5 }, news);
    expect(catchUp(start, { items: newer, next: 'b' }, byTime)).toMatchObject({ hasGap: true, items: start.items });
  });

  it('stops counting what waits at some point', () => {
    const start = startWith({ items: someEntries(1), next: null }, byTime);
    const list = Array.from({ length: 201 }, news).reduce((heard, entry) => insert(heard, entry, byTime), start);
    expect([list.pending.length, list.hasGap]).toEqual([200, true]);
  });
});
