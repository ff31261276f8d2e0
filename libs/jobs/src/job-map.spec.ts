import { expect, it } from '@jest/globals';
import { jobNames, defaultJobPolicies, applyRetryOverrides, retryDelaySeconds } from './job-map.js';
import type { JobHandlers } from './job-worker.js';

it('doubles the wait before each further try, up to the longest', () => {
  const policy = { maxAttempts: 6, backoffSeconds: 5, maxBackoffSeconds: 30, timeoutSeconds: 60, concurrency: 1 };
  expect([1, 2, 3, 4, 5].map((failed) => retryDelaySeconds(policy, failed))).toEqual([5, 10, 20, 30, 30]);
});

it('waits as long as was asked for, though not for ever', () => {
  const policy = { maxAttempts: 6, backoffSeconds: 5, maxBackoffSeconds: 30, timeoutSeconds: 60, concurrency: 1 };
  expect([3, 90, 86_400].map((least) => retryDelaySeconds(policy, 1, least))).toEqual([5, 90, 3_600]);
});

it('tries as often as the owner says, where the owner says', () => {
  const policies = applyRetryOverrides({ mailRetries: { maxAttempts: 2, backoffSeconds: 7 } });
  expect(policies['send-mail']).toEqual({ ...defaultJobPolicies['send-mail'], maxAttempts: 2, backoffSeconds: 7 });
  expect(policies['fetch-order-lines']).toEqual(defaultJobPolicies['fetch-order-lines']);
  expect(applyRetryOverrides({})).toEqual(defaultJobPolicies);
});

it('does not compile with a job nobody handles', () => {
  const handlersMayBeMissing: Record<never, never> extends JobHandlers ? true : false = false;
  expect(handlersMayBeMissing).toBe(false);
  expect(jobNames).toContain('fetch-order-lines');
});
