import { setTimeout as pause } from 'node:timers/promises';

/** Waits for a state, looking often; the test's own time limit ends it. */
export async function until(holds: () => boolean | Promise<boolean>): Promise<void> {
  while (!(await holds())) await pause(20);
}
