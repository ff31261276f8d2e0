import { expect, it } from '@jest/globals';
import { jobNames, secondsUntilRetry } from './job-map.js';
import type { JobHandlers } from './job-worker.js';

it('doubles the wait before each further try, up to the longest', () => {
  const policy = { attempts: 6, retrySeconds: 5, retrySecondsMax: 30, leaseSeconds: 60, atOnce: 1 };
  expect([1, 2, 3, 4, 5].map((failed) => secondsUntilRetry(policy, failed))).toEqual([5, 10, 20, 30, 30]);
});

it('does not compile with a job nobody handles', () => {
  const handlersMayBeMissing: Record<never, never> extends JobHandlers ? true : false = false;
  expect(handlersMayBeMissing).toBe(false);
  expect(jobNames).toContain('fetch-order-lines');
});
