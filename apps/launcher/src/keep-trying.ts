import { setTimeout as pause } from 'node:timers/promises';
import { UserFacingError } from '@daybook/config';
import { isDatabaseUnavailable, isDiskFull } from '@daybook/database';
import { ProgramError, type ProgramsContext } from './programs.js';
import { RestartBackoff } from './restart-backoff.js';

/**
 * Repeats a step of the start, after growing pauses and for ever, while PostgreSQL does not answer or the disk is full: both may
 * pass without a change of the settings. Throws any other error.
 */
export async function keepTrying<T>(
  step: () => T | Promise<T>,
  { log, stopping, restarts }: Pick<ProgramsContext, 'log' | 'stopping' | 'restarts'>,
): Promise<T> {
  const backoff = new RestartBackoff(restarts);
  for (;;) {
    try {
      return await step();
    } catch (error) {
      stopping.throwIfAborted();
      const seconds = backoff.nextPause(0);
      log(`${explain(error)} Trying again in ${seconds} s.`);
      await pause(seconds * 1_000, undefined, { signal: stopping });
    }
  }
}

/** A sentence about what is missing. Throws what does not pass. */
function explain(error: unknown): string {
  if (error instanceof ProgramError && error.passes) return error.message;
  if (isDiskFull(error)) return `The disk is full (${firstLine(error)}): make room.`;
  if (!isDatabaseUnavailable(error)) throw error;
  return error instanceof UserFacingError ? error.message : `PostgreSQL does not answer (${firstLine(error)}).`;
}

const firstLine = (error: unknown) => /^.*/.exec(error instanceof Error ? error.message : String(error))?.[0] ?? '';
