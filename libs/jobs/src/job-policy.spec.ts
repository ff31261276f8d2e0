import { describe, expect, it } from '@jest/globals';
import { retryDelaySeconds } from './job-policy.js';

describe('retryDelaySeconds', () => {
  const policy = { maxAttempts: 6, backoffSeconds: 5, maxBackoffSeconds: 30, timeoutSeconds: 60, concurrency: 1 };

  it('doubles after each failed attempt, up to the maximum', () => {
    expect([1, 2, 3, 4, 5].map((attempt) => retryDelaySeconds(policy, attempt))).toEqual([5, 10, 20, 30, 30]);
  });

  it('respects a longer requested wait, up to an hour', () => {
    expect([3, 90, 86_400].map((seconds) => retryDelaySeconds(policy, 1, seconds))).toEqual([5, 90, 3_600]);
  });
});
