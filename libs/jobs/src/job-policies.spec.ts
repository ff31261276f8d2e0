import { describe, expect, it } from '@jest/globals';
import { applyRetryOverrides, defaultJobPolicies, retryDelaySeconds } from './job-policies.js';
import type { JobHandlers } from './job-worker.js';

describe('retryDelaySeconds', () => {
  const policy = { maxAttempts: 6, backoffSeconds: 5, maxBackoffSeconds: 30, timeoutSeconds: 60, concurrency: 1 };

  it('doubles after each failed attempt, up to the maximum', () => {
    expect([1, 2, 3, 4, 5].map((attempt) => retryDelaySeconds(policy, attempt))).toEqual([5, 10, 20, 30, 30]);
  });

  it('respects a longer requested wait, up to an hour', () => {
    expect([3, 90, 86_400].map((seconds) => retryDelaySeconds(policy, 1, seconds))).toEqual([5, 90, 3_600]);
  });
});

it('applies the overrides that are given, and nothing else', () => {
  const policies = applyRetryOverrides({ mailRetries: { maxAttempts: 2, backoffSeconds: 7 } });
  expect(policies['send-mail']).toEqual({ ...defaultJobPolicies['send-mail'], maxAttempts: 2, backoffSeconds: 7 });
  expect(policies['fetch-order-lines']).toEqual(defaultJobPolicies['fetch-order-lines']);
  expect(applyRetryOverrides({})).toEqual(defaultJobPolicies);
});

it('does not compile when a job has no handler', () => {
  const handlersMayBeMissing: Record<never, never> extends JobHandlers ? true : false = false;
  expect(handlersMayBeMissing).toBe(false);
});
