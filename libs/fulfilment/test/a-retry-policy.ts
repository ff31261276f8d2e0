import type { RetryPolicy } from '../src/provider/retry.js';

/** One that waits for nothing, and remembers for how long it would have. */
export function aRetryPolicy(more: Partial<RetryPolicy> = {}) {
  const waited: number[] = [];
  const patience: RetryPolicy = {
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
  return { patience, waited };
}

export async function collect<T>(pages: AsyncIterable<T>): Promise<T[]> {
  const all: T[] = [];
  for await (const page of pages) all.push(page);
  return all;
}
