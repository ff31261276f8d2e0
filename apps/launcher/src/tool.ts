import { dirname } from 'node:path';
import { fileURLToPath } from 'node:url';
import { UserFacingError } from '@daybook/config';
import { planLaunch, type LaunchPlan } from './launch-plan.js';
import { holdDataDir } from './only-one.js';
import { openData } from './where-the-data-is.js';

/**
 * Runs a command that needs the database: the given one, or the embedded one, which it starts for as long as it takes unless
 * a running Daybook has it. Whatever is thrown ends the process with a sentence and exit code 1.
 */
export async function runTool(work: (plan: LaunchPlan, databaseUrl: string) => Promise<void>): Promise<void> {
  try {
    const plan = planLaunch(process.env, dirname(fileURLToPath(new URL('../../../', import.meta.url))));
    // a start that comes meanwhile waits, as for one that is stopping
    if (plan.databaseUrl === null)
      await holdDataDir(plan.dataDir, () => ({ pid: process.pid, address: '', state: 'stopping' }));
    const data = await openData(plan, () => undefined);
    try {
      await work(plan, data.url);
    } finally {
      if (!data.alreadyRan) await data.stop();
    }
  } catch (error) {
    console.error(error instanceof UserFacingError ? error.message : error);
    process.exitCode = 1;
  }
}
