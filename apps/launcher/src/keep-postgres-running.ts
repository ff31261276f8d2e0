import { setTimeout as pause } from 'node:timers/promises';
import { UserFacingError } from '@daybook/config';
import type { EmbeddedPostgres } from '@daybook/database';
import { Deaths } from './deaths.js';
import type { ProgramsOptions } from './programs.js';

export type KeepRunningOptions = Pick<ProgramsOptions, 'say' | 'stopping' | 'giveUp'>;

const millisecondsBetweenLooks = 1_000;

/** Starts the server again whenever it has ended, at the same address; everything that uses it waits for that meanwhile. */
export async function keepPostgresRunning(
  server: EmbeddedPostgres,
  { say, stopping, giveUp }: KeepRunningOptions,
): Promise<void> {
  const deaths = new Deaths();
  while (await lookAgain(stopping)) {
    if (server.isRunning()) continue;
    deaths.count();
    try {
      if (deaths.areTooMany) throw new Error(`PostgreSQL ends again and again (see ${server.log})`);
      say('PostgreSQL ended; starting it again.');
      await server.startAgain();
    } catch (error) {
      giveUp(new UserFacingError(error instanceof Error ? error.message : String(error), { cause: error }));
      return;
    }
  }
}

function lookAgain(stopping: AbortSignal): Promise<boolean> {
  return pause(millisecondsBetweenLooks, true, { signal: stopping }).catch(() => false);
}
