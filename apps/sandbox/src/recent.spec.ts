import { describe, expect, it } from '@jest/globals';
import { Recent } from './recent.js';

describe('what is kept in memory', () => {
  it('keeps the newest two of three', () => {
    const recent = new Recent<string>(2);
    for (const id of ['a', 'b', 'c']) recent.put(id, id);
    expect(recent.newestFirst()).toEqual(['c', 'b']);
    expect(recent.find('a')).toBeUndefined();
  });
});
