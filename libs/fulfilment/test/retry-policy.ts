import type { FulfilmentProvider, ProductPage } from '../src/provider/provider.js';
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

/** All pages, read one after the other as a sync does. */
export async function readProducts(
  provider: FulfilmentProvider,
  signal = new AbortController().signal,
): Promise<Omit<ProductPage, 'next'>[]> {
  const pages: Omit<ProductPage, 'next'>[] = [];
  let cursor: string | null = null;
  do {
    const { next, ...page }: ProductPage = await provider.listProducts(cursor, signal);
    pages.push(page);
    cursor = next;
  } while (cursor !== null);
  return pages;
}
