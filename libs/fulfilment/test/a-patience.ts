import type { Patience } from '../src/provider/patience.js';

/** One that waits for nothing, and remembers for how long it would have. */
export function aPatience(more: Partial<Patience> = {}) {
  const waited: number[] = [];
  const patience: Patience = {
    refusals: 4,
    failures: 3,
    usualSeconds: 15,
    failureSeconds: 3,
    longestSeconds: 120,
    wait: async (seconds, signal) => {
      signal.throwIfAborted();
      waited.push(seconds);
    },
    ...more,
  };
  return { patience, waited };
}

export async function allOf<T>(pages: AsyncIterable<T>): Promise<T[]> {
  const all: T[] = [];
  for await (const page of pages) all.push(page);
  return all;
}
