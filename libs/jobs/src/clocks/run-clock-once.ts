import { runWithin } from './clock-runner.js';
import { clockNames, type ClockSet } from './clock.js';

export interface Output {
  say: (sentence: string) => void;
  complain: (sentence: string) => void;
}

/**
 * Runs a clock now, due or not, and says what it did. Gives the exit code: 0 when it ran, 1 when it failed, 2 when there is
 * no clock of that name. Aborting `stopping` ends the run.
 */
export async function runClockOnce(
  clocks: ClockSet,
  name: string | undefined,
  { say, complain }: Output,
  stopping: AbortSignal,
): Promise<0 | 1 | 2> {
  const clock = clocks.find(name ?? '');
  if (name === undefined || !clock) {
    const known = new Intl.ListFormat('en-GB').format(clockNames);
    complain(
      name
        ? `There is no clock "${name}": the clocks are ${known}.`
        : `Say which clock to run: the clocks are ${known}.`,
    );
    return 2;
  }
  try {
    say(`${name}: ${(await runWithin(clock, performance.now(), stopping)) ?? 'Done.'}`);
    return 0;
  } catch (error) {
    complain(`${name} failed: ${error instanceof Error ? error.message : String(error)}`);
    return 1;
  }
}
