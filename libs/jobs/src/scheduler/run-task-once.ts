import { runWithTimeout } from './scheduler.js';
import { taskNames, type ScheduledTasks } from './scheduled-task.js';

export interface Output {
  say: (sentence: string) => void;
  complain: (sentence: string) => void;
}

/**
 * Runs a clock now, due or not, and says what it did. Gives the exit code: 0 when it ran, 1 when it failed, 2 when there is
 * no clock of that name. Aborting `stopping` ends the run.
 */
export async function runTaskOnce(
  clocks: ScheduledTasks,
  name: string | undefined,
  { say, complain }: Output,
  stopping: AbortSignal,
): Promise<0 | 1 | 2> {
  const clock = clocks.find(name ?? '');
  if (name === undefined || !clock) {
    const known = new Intl.ListFormat('en-GB').format(taskNames);
    complain(
      name
        ? `There is no clock "${name}": the clocks are ${known}.`
        : `Say which clock to run: the clocks are ${known}.`,
    );
    return 2;
  }
  try {
    say(`${name}: ${(await runWithTimeout(clock, performance.now(), stopping)) ?? 'Done.'}`);
    return 0;
  } catch (error) {
    complain(`${name} failed: ${error instanceof Error ? error.message : String(error)}`);
    return 1;
  }
}
