import { setTimeout as pause } from 'node:timers/promises';
import { ProviderError } from './provider-error.js';

/** How a provider that is asked too often is left alone, and how one that fails for a moment is asked again. */
export interface Patience {
  /** How often in a row it may say that before we give up. */
  refusals: number;
  /** How often in a row it may fail before we give up. */
  failures: number;
  /** How long it is left alone when it does not say. */
  usualSeconds: number;
  /** The same after a failure. */
  failureSeconds: number;
  /** A provider that wants to be left alone for longer is given up at once. */
  longestSeconds: number;
  /** Throws the signal's reason once that is aborted. */
  wait(seconds: number, signal: AbortSignal): Promise<void>;
}

export const usualPatience: Patience = {
  refusals: 6,
  failures: 3,
  usualSeconds: 15,
  failureSeconds: 3,
  longestSeconds: 120,
  wait: async (seconds, signal) => {
    await pause(seconds * 1_000, undefined, { signal }).catch(() => undefined);
    signal.throwIfAborted();
  },
};

/**
 * Asks, and asks again after as long as the provider wants. For questions only: what was meant to change something may
 * have done so. Throws what `ask` throws when asking again is of no use.
 */
export async function patiently<T>(ask: () => Promise<T>, signal: AbortSignal, patience: Patience): Promise<T> {
  let [refusals, failures] = [0, 0];
  for (;;) {
    try {
      return await ask();
    } catch (error) {
      if (!(error instanceof ProviderError)) throw error;
      if (error.isRateLimit) refusals += 1;
      else if (error.isPassing) failures += 1;
      else throw error;
      if (refusals >= patience.refusals || failures >= patience.failures) throw error;
      const usual = error.isRateLimit ? patience.usualSeconds : patience.failureSeconds;
      const seconds = error.retryAfterSeconds > 0 ? error.retryAfterSeconds : usual;
      if (seconds > patience.longestSeconds) throw error;
      await patience.wait(seconds, signal);
    }
  }
}
