import { describe, expect, it } from '@jest/globals';
import { RecentMap } from './recent-map.js';

describe('what is kept in memory', () => {
  it('keeps the newest two of three', () => {
    const recent = new RecentMap<string>(2);
    for (const id of ['a', 'b', 'c']) recent.set(id, id);
    expect(recent.newestFirst()).toEqual(['c', 'b']);
    expect(recent.find('a')).toBeUndefined();
  });
});
