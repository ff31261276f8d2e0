import { setTimeout as pause } from 'node:timers/promises';
import { ProviderError } from './provider-error.js';

/** How often a request is repeated that was rate limited (429), or failed for a moment. */
export interface RetryPolicy {
  /** Responses of 429 after which we give up. */
  maxRateLimited: number;
  /** Failures after which we give up. */
  maxFailures: number;
  /** The wait after a 429 without `Retry-After`. */
  rateLimitedSeconds: number;
  /** The wait after a failure without `Retry-After`. */
  failureSeconds: number;
  /** A longer `Retry-After` makes us give up at once. */
  maxWaitSeconds: number;
  /** Throws the signal's reason once that is aborted. */
  wait(seconds: number, signal: AbortSignal): Promise<void>;
}

export const defaultRetryPolicy: RetryPolicy = {
  maxRateLimited: 6,
  maxFailures: 3,
  rateLimitedSeconds: 15,
  failureSeconds: 3,
  maxWaitSeconds: 120,
  wait: async (seconds, signal) => {
    await pause(seconds * 1_000, undefined, { signal }).catch(() => undefined);
    signal.throwIfAborted();
  },
};

/**
 * Repeats a request that reads: one that writes may have succeeded although it failed. Throws the last error when another
 * attempt is of no use.
 */
export async function withRetry<T>(request: () => Promise<T>, signal: AbortSignal, policy: RetryPolicy): Promise<T> {
  let [rateLimited, failures] = [0, 0];
  for (;;) {
    try {
      return await request();
    } catch (error) {
      if (!(error instanceof ProviderError)) throw error;
      if (error.isRateLimit) rateLimited += 1;
      else if (error.isTransient) failures += 1;
      else throw error;
      if (rateLimited >= policy.maxRateLimited || failures >= policy.maxFailures) throw error;
      const defaultSeconds = error.isRateLimit ? policy.rateLimitedSeconds : policy.failureSeconds;
      const seconds = error.retryAfterSeconds > 0 ? error.retryAfterSeconds : defaultSeconds;
      if (seconds > policy.maxWaitSeconds) throw error;
      await policy.wait(seconds, signal);
    }
  }
}
