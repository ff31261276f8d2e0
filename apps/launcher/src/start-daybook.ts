import { existsSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { bringUpToDate } from './bring-up-to-date.js';
import { clearLeftovers } from './leftovers.js';
import type { LaunchPlan } from './launch-plan.js';
import { requireFreePort, sandboxPorts, type SandboxPorts } from './ports.js';
import { programEnv } from './program-env.js';
import { Programs, type ProgramsOptions } from './programs.js';
import { sandboxEnv } from './sandbox-env.js';
import { rememberPorts } from './sandbox-ports.js';
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

  const data = await openData(plan, say);
  undoLater(() => data.stop());
  const kept = data.keepRunning(options);
  undoLater(() => kept);
  stopping.throwIfAborted();
  const migrations = await bringUpToDate(data.url);
  if (migrations.length > 0) say(`Brought the database up to date (${migrations.join(', ')}).`);
  stopping.throwIfAborted();

  const owner = await withAccounts(plan.settings, data.url, async (accounts) => {
    const made = await accounts.ensureOwner();
    // at once, too: a start that comes no further has shown it
    if (made.password !== null) say(`Made the owner's account. ${signIn(made)}`);
    return made;
  });
  const programs = new Programs({ ...options, dataDir: plan.dataDir });
  undoLater(() => programs.stop());
  const sandbox = plan.sandboxed.length > 0 ? await sandboxPorts(plan.settings.port) : null;
  rememberPorts(plan.dataDir, sandbox);
  const env = programEnv(plan, data.url, sandbox);
  // before the api answers: the first page view shows all of it
  if (plan.loadsDemo) await loadDemoOnce(plan, { programs, env, say, fresh: migrations.length > 0 });
  stopping.throwIfAborted();
  await runPrograms(plan, { programs, env, sandbox, say });
  say(welcome(plan, owner, sandbox));
}

interface Surroundings {
  programs: Programs;
  env: NodeJS.ProcessEnv;
  say: (sentence: string) => void;
}

async function loadDemoOnce(
  plan: LaunchPlan,
  { programs, env, say, fresh }: Surroundings & { fresh: boolean },
): Promise<void> {
  const note = join(plan.dataDir, 'demo-loaded');
  if (existsSync(note) && !fresh) return;
  say('Loading the demo shop …');
  await programs.runOnce('demo', [join('apps', 'worker', 'src', 'load-demo-shop.js')], env);
  writeFileSync(note, '');
}

async function runPrograms(
  plan: LaunchPlan,
  surroundings: Surroundings & { sandbox: SandboxPorts | null },
): Promise<void> {
  const { programs, env, sandbox, say } = surroundings;
  say(sandbox === null ? 'Starting api and worker …' : 'Starting api, worker and sandbox …');
  void programs.keepRunning('api', env);
  void programs.keepRunning('worker', env);
  if (sandbox !== null) void programs.keepRunning('sandbox', sandboxEnv(plan, sandbox));
  await programs.untilHealthy(`http://127.0.0.1:${plan.settings.port}/health/ready`);
}
