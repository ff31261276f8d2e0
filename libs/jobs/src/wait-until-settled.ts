import { setTimeout as pause } from 'node:timers/promises';

/** Waits until `work` has settled, but no longer than `timeoutMs`. */
export async function waitUntilSettled(timeoutMs: number, work: Promise<unknown>): Promise<void> {
  const settled = new AbortController();
  const abort = () => settled.abort();
  void work.then(abort, abort);
  await pause(timeoutMs, undefined, { signal: settled.signal }).catch(() => undefined);
}
