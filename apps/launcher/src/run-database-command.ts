import { dirname } from 'node:path';
import { fileURLToPath } from 'node:url';
import { UserFacingError } from '@daybook/config';
import { openDatabaseServer } from './database-server.js';
import { planLaunch, type LaunchPlan } from './launch-plan.js';
import { lockDataDir } from './single-instance-lock.js';

/**
 * Runs a command that needs the database. Starts the embedded server for as long as the command takes, unless a running
 * Daybook has it. An error is printed and sets exit code 1.
 */
export async function runDatabaseCommand(
  work: (plan: LaunchPlan, databaseUrl: string) => Promise<void>,
): Promise<void> {
  try {
    const plan = planLaunch(process.env, dirname(fileURLToPath(new URL('../../../', import.meta.url))));
    // a start meanwhile waits for this, as for a Daybook that is stopping
    if (plan.databaseUrl === null)
      await lockDataDir(plan.dataDir, () => ({ pid: process.pid, publicUrl: '', state: 'stopping' }));
    const server = await openDatabaseServer(plan, () => undefined);
    try {
      await work(plan, server.url);
    } finally {
      if (!server.wasRunning) await server.stop();
    }
  } catch (error) {
    console.error(error instanceof UserFacingError ? error.message : error);
    process.exitCode = 1;
  }
}
