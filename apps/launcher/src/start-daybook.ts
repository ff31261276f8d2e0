import { join } from 'node:path';
import { migrate } from '@daybook/database';
import { clearLeftovers } from './leftovers.js';
import type { LaunchPlan } from './launch-plan.js';
import { requireFreePort, sandboxPort } from './ports.js';
import { programEnv, sandboxEnv } from './program-env.js';
import { Programs, type ProgramsOptions } from './programs.js';
import { signIn, welcome } from './welcome.js';
import { openData } from './where-the-data-is.js';
import { withAccounts } from './with-accounts.js';

export interface StartOptions extends Omit<ProgramsOptions, 'dataDir'> {
  /** Handed what has to be undone in the end, in the order in which it was done. */
  undoLater: (undo: () => Promise<void>) => void;
}

/** From nothing to a healthy api. Told to stop, it throws before the next step. */
export async function startDaybook(plan: LaunchPlan, options: StartOptions): Promise<void> {
  const { say, stopping, undoLater } = options;
  await clearLeftovers(plan.dataDir, say);
  await requireFreePort(plan.settings.port);

  say('Starting PostgreSQL …');
  const data = await openData(plan, say);
  undoLater(data.stop);
  stopping.throwIfAborted();
  const migrations = await migrate(data.url);
  if (migrations.length > 0) say(`Brought the database up to date (${migrations.join(', ')}).`);
  stopping.throwIfAborted();

  const owner = await withAccounts(plan.settings, data.url, (accounts) => accounts.ensureOwner());
  const programs = new Programs({ ...options, dataDir: plan.dataDir });
  undoLater(() => programs.stop());
  try {
    const sandbox = plan.sandbox ? await sandboxPort(plan.settings.port) : null;
    await runPrograms(plan, programs, { url: data.url, sandbox, options });
    say(welcome(plan, owner, sandbox));
  } catch (error) {
    // nobody will ever see this password again
    if (owner.password !== null) say(signIn(owner));
    throw error;
  }
}

interface Surroundings {
  url: string;
  sandbox: number | null;
  options: StartOptions;
}

async function runPrograms(plan: LaunchPlan, programs: Programs, { url, sandbox, options }: Surroundings): Promise<void> {
  const { say, stopping } = options;
  const env = programEnv(plan, url, sandbox);
  if (plan.loadsDemo) {
    // before the api answers: the first page view shows all of it
    await programs.runOnce('demo', [join('apps', 'worker', 'src', 'load-demo-shop.js')], env);
    stopping.throwIfAborted();
  }
  say(sandbox === null ? 'Starting api and worker …' : 'Starting api, worker and sandbox …');
  if (sandbox !== null) void programs.keepRunning('sandbox', sandboxEnv(plan, sandbox));
  void programs.keepRunning('api', env);
  void programs.keepRunning('worker', env);
  await programs.untilHealthy(`http://127.0.0.1:${plan.settings.port}/health/ready`);
}
