import { describe, expect, it } from '@jest/globals';
import { RestartBackoff } from './restart-backoff.js';

describe('the pause before a restart', () => {
  it('doubles up to half a minute, and never ends', () => {
    const backoff = new RestartBackoff();
    expect([0, 1, 59, 0, 2, 0, 0].map((seconds) => backoff.nextPause(seconds))).toEqual([1, 2, 4, 8, 16, 30, 30]);
    for (let end = 0; end < 10_000; end += 1) expect(backoff.nextPause(0)).toBe(30);
  });

  it('is short again once it has run for a minute', () => {
    const backoff = new RestartBackoff();
    for (let end = 0; end < 8; end += 1) backoff.nextPause(0);
    expect(backoff.nextPause(60)).toBe(1);
    expect(backoff.nextPause(59)).toBe(2);
  });
});

it('is a problem from the third end in a row', () => {
  const backoff = new RestartBackoff();
  const isProblemAfter = (seconds: number) => {
    backoff.nextPause(seconds);
    return [backoff.restarts, backoff.isProblem];
  };
  expect([0, 59, 59, 0, 60, 0].map(isProblemAfter)).toEqual([
    [1, false],
    [2, false],
    [3, true],
    [4, true],
    [1, false],
    [2, false],
  ]);
});
