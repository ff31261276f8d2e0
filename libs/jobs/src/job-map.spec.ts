import { expect, it } from '@jest/globals';
import { jobNames, jobPolicies, policiesWith, secondsUntilRetry } from './job-map.js';
import type { JobHandlers } from './job-worker.js';

it('doubles the wait before each further try, up to the longest', () => {
  const policy = { attempts: 6, retrySeconds: 5, retrySecondsMax: 30, leaseSeconds: 60, atOnce: 1 };
  expect([1, 2, 3, 4, 5].map((failed) => secondsUntilRetry(policy, failed))).toEqual([5, 10, 20, 30, 30]);
});

it('waits as long as was asked for, though not for ever', () => {
  const policy = { attempts: 6, retrySeconds: 5, retrySecondsMax: 30, leaseSeconds: 60, atOnce: 1 };
  expect([3, 90, 86_400].map((least) => secondsUntilRetry(policy, 1, least))).toEqual([5, 90, 3_600]);
});

it('tries as often as the owner says, where the owner says', () => {
  const policies = policiesWith({ mailTries: { attempts: 2, retrySeconds: 7 } });
  expect(policies['send-mail']).toEqual({ ...jobPolicies['send-mail'], attempts: 2, retrySeconds: 7 });
  expect(policies['fetch-order-lines']).toEqual(jobPolicies['fetch-order-lines']);
  expect(policiesWith({})).toEqual(jobPolicies);
});

it('does not compile with a job nobody handles', () => {
  const handlersMayBeMissing: Record<never, never> extends JobHandlers ? true : false = false;
  expect(handlersMayBeMissing).toBe(false);
  expect(jobNames).toContain('fetch-order-lines');
});
