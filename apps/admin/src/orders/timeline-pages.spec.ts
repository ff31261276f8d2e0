import type { ActivityEntry, TimelinePage } from '@daybook/contract';
import { anEntry, aProblem, someEntries } from '../../test/an-entry';
import { insertEntry, withEarlier, withNewest } from './timeline-pages';

const story = someEntries(30).toReversed();
const page = (items: ActivityEntry[], next: string | null, standing: ActivityEntry[] = []): TimelinePage => ({
  ...{ items, next, standing },
});
const ids = (entries: ActivityEntry[]) => entries.map(({ id }) => id);

describe('the pages of a timeline', () => {
  it('join into one, oldest first, each entry once', () => {
    const newest = page(story.slice(20), 'before 20', story.slice(0, 2));
    const earlier = withEarlier(newest, page(story.slice(10, 21), 'before 10'));
    expect(earlier).toEqual(page(story.slice(10), 'before 10', story.slice(0, 2)));
    expect(withEarlier(earlier, page(story.slice(0, 10), null))).toEqual(page(story, null));
  });

  it('keep what was loaded before the newest one when that comes again', () => {
    const loaded = page(story.slice(5, 28), 'before 5', story.slice(0, 2));
    const renewed = withNewest(loaded, page(story.slice(20), 'before 20', story.slice(0, 2)));
    expect(renewed).toEqual(page(story.slice(5), 'before 5', story.slice(0, 2)));
  });

  it('show an earlier problem that was reopened as it is now', () => {
    const [resolved] = [aProblem({ occurredAt: story[7]?.occurredAt ?? '', resolvedAt: '2026-02-14T12:00:00.000Z' })];
    const loaded = page([resolved, ...story.slice(8)], 'before 7');
    const reopened = { ...resolved, resolvedAt: null };
    const renewed = withNewest(loaded, page(story.slice(20), 'before 20', [...story.slice(0, 2), reopened]));
    expect(renewed.items[0]).toEqual(reopened);
    expect(ids(renewed.standing)).toEqual(ids(story.slice(0, 2)));
  });

  it('leave no gap: when more came than a page holds, the earlier ones have to be loaded again', () => {
    const newest = page(story.slice(20), 'before 20');
    expect(withNewest(page(story.slice(0, 10), null), newest)).toEqual(newest);
  });

  it('take a pushed entry where its time belongs, once', () => {
    const [first, late, last] = story.slice(0, 3);
    if (!first || !late || !last) throw new Error('The story is too short.');
    const inserted = insertEntry(page([first, last], null), late);
    expect(ids(inserted.items)).toEqual(ids([first, late, last]));
    expect(insertEntry(inserted, late)).toEqual(inserted);
    expect(ids(insertEntry(inserted, anEntry({ occurredAt: '2027-01-01T00:00:00.000Z' })).items)).toHaveLength(4);
  });
});
