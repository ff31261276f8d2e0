import { settle, SettlingList, type SettlingRow } from './settling-list';

const rows = (...names: string[]): SettlingRow<string>[] => names.map((item) => ({ item, isGone: false }));
const told = (list: readonly SettlingRow<string>[]) => list.map(({ item, isGone }) => (isGone ? `(${item})` : item));
const settled = (shown: SettlingRow<string>[], latest: string[]) => told(settle(shown, latest, (item) => item));

describe('a list that is read while it is loaded again', () => {
  it('keeps each row where it is, whatever the order is now', () => {
    expect(settled(rows('a', 'b', 'c'), ['c', 'a', 'b'])).toEqual(['a', 'b', 'c']);
  });

  it('keeps the place of what is gone', () => {
    expect(settled(rows('a', 'b', 'c'), ['a', 'c'])).toEqual(['a', '(b)', 'c']);
  });

  it('puts back in its place what comes back', () => {
    expect(told(settle([{ item: 'a', isGone: true }, ...rows('b')], ['a', 'b'], (item) => item))).toEqual(['a', 'b']);
  });

  it('adds what follows, and lets what is new wait', () => {
    expect(settled(rows('a', 'b'), ['new', 'a', 'b', 'c'])).toEqual(['a', 'b', 'c']);
  });

  it('shows everything when nothing is shown', () => {
    expect(settled([], ['a', 'b'])).toEqual(['a', 'b']);
  });
});

it('shows what waits as soon as nothing else is left', async () => {
  let latest = ['a'];
  const list = new SettlingList(
    () => Promise.resolve({ items: latest, next: null }),
    (item: string) => item,
  );
  await list.load({});
  expect(told(list.items())).toEqual(['a']);
  latest = ['new'];
  await list.reload();
  expect([told(list.items()), list.pendingCount()]).toEqual([['(a)'], 1]);
  list.tidy();
  expect([told(list.items()), list.pendingCount()]).toEqual([['new'], 0]);
});
