import { setTimeout as pause } from 'node:timers/promises';
import { ProviderError } from './provider-error.js';

/** How a provider that is asked too often is left alone. */
export interface Patience {
  /** How often in a row it may say that before we give up. */
  refusals: number;
  /** How long it is left alone when it does not say. */
  usualSeconds: number;
  /** A provider that wants to be left alone for longer is given up at once. */
  longestSeconds: number;
  /** Throws the signal's reason once that is aborted. */
  wait(seconds: number, signal: AbortSignal): Promise<void>;
}

export const usualPatience: Patience = {
  refusals: 6,
  usualSeconds: 15,
  longestSeconds: 120,
  wait: async (seconds, signal) => {
    await pause(seconds * 1_000, undefined, { signal }).catch(() => undefined);
    signal.throwIfAborted();
  },
};

/** Asks, and asks again after as long as the provider wants. Throws what `ask` throws when that is of no use. */
export async function patiently<T>(ask: () => Promise<T>, signal: AbortSignal, patience: Patience): Promise<T> {
  for (let refusals = 1; ; refusals += 1) {
    try {
      return await ask();
    } catch (error) {
      if (!(error instanceof ProviderError) || !error.isRateLimit || refusals >= patience.refusals) throw error;
      const seconds = error.retryAfterSeconds > 0 ? error.retryAfterSeconds : patience.usualSeconds;
      if (seconds > patience.longestSeconds) throw error;
      await patience.wait(seconds, signal);
    }
  }
}
