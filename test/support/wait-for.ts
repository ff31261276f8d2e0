import { setTimeout as pause } from 'node:timers/promises';

export interface WaitOptions {
  /** Milliseconds. */
  within: number;
}

/**
 * Polls the condition until it returns something other than false, null or undefined, and returns that. A condition that throws
 * counts as unmet. Throws after `within` milliseconds; the cause is the last error, if any.
 */
export async function waitFor<T>(
  condition: () => T | Promise<T>,
  { within }: WaitOptions = { within: 30_000 },
): Promise<Exclude<T, false | null | undefined>> {
  const deadline = Date.now() + within;
  for (;;) {
    let cause: unknown;
    try {
      const result = await condition();
      if (isMet(result)) return result;
    } catch (error) {
      cause = error;
    }
    if (Date.now() > deadline)
      throw new Error(`Waited ${within} ms without success for: ${condition.toString()}`, { cause });
    await pause(25);
  }
}

function isMet<T>(result: T): result is Exclude<T, false | null | undefined> {
  return result !== false && result !== null && result !== undefined;
}
