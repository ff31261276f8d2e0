import type { RetryPolicy } from '../src/provider/retry.js';

/** A retry policy that does not wait but records each wait, in seconds. */
export function createRetryPolicy(more: Partial<RetryPolicy> = {}) {
  const waited: number[] = [];
  const retryPolicy: RetryPolicy = {
    maxRateLimited: 4,
    maxFailures: 3,
    rateLimitedSeconds: 15,
    failureSeconds: 3,
    maxWaitSeconds: 120,
    wait: async (seconds, signal) => {
      signal.throwIfAborted();
      waited.push(seconds);
    },
    ...more,
  };
  return { retryPolicy, waited };
}

export async function collect<T>(pages: AsyncIterable<T>): Promise<T[]> {
  const all: T[] = [];
  for await (const page of pages) all.push(page);
  return all;
}
