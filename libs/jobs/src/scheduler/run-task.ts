import { taskNames, type ScheduledTasks } from './scheduled-task.js';
import { runWithTimeout } from './scheduler.js';

export interface TaskLog {
  log: (sentence: string) => void;
  error: (sentence: string) => void;
}

/**
 * Runs a task now, due or not, and prints what it did. Returns the exit code: 0 when it succeeded, 1 when it failed, 2 when
 * there is no task of that name. Aborting `stopping` ends the run.
 */
export async function runTask(
  tasks: ScheduledTasks,
  name: string | undefined,
  { log, error }: TaskLog,
  stopping: AbortSignal,
): Promise<0 | 1 | 2> {
  const task = tasks.find(name ?? '');
  if (name === undefined || !task) {
    const known = `The tasks are ${new Intl.ListFormat('en-GB').format(taskNames)}.`;
    error(name ? `There is no task "${name}". ${known}` : `Name the task to run. ${known}`);
    return 2;
  }
  try {
    log(`${name}: ${(await runWithTimeout(task, performance.now(), stopping)) ?? 'Done.'}`);
    return 0;
  } catch (failure) {
    error(`${name} failed: ${failure instanceof Error ? failure.message : String(failure)}`);
    return 1;
  }
}
