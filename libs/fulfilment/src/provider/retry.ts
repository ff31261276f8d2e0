import { setTimeout as pause } from 'node:timers/promises';
import { ProviderError } from './provider-error.js';

/** How a provider that is asked too often is left alone, and how one that fails for a moment is asked again. */
export interface RetryPolicy {
  /** How often in a row it may say that before we give up. */
  maxRateLimited: number;
  /** How often in a row it may fail before we give up. */
  maxFailures: number;
  /** How long it is left alone when it does not say. */
  rateLimitedSeconds: number;
  /** The same after a failure. */
  failureSeconds: number;
  /** A provider that wants to be left alone for longer is given up at once. */
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
 * Asks, and asks again after as long as the provider wants. For questions only: what was meant to change something may
 * have done so. Throws what `ask` throws when asking again is of no use.
 */
export async function withRetry<T>(ask: () => Promise<T>, signal: AbortSignal, patience: RetryPolicy): Promise<T> {
  let [refusals, failures] = [0, 0];
  for (;;) {
    try {
      return await ask();
    } catch (error) {
      if (!(error instanceof ProviderError)) throw error;
      if (error.isRateLimit) refusals += 1;
      else if (error.isTransient) failures += 1;
      else throw error;
      if (refusals >= patience.maxRateLimited || failures >= patience.maxFailures) throw error;
      const usual = error.isRateLimit ? patience.rateLimitedSeconds : patience.failureSeconds;
      const seconds = error.retryAfterSeconds > 0 ? error.retryAfterSeconds : usual;
      if (seconds > patience.maxWaitSeconds) throw error;
      await patience.wait(seconds, signal);
    }
  }
}
