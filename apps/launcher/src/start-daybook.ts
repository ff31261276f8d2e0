import { existsSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { migrateAll, openDatabaseServer } from './database-server.js';
import type { LaunchPlan } from './launch-plan.js';
import { stopOrphans } from './orphan-processes.js';
import { assertPortFree, chooseSandboxPorts, saveSandboxPorts } from './ports.js';
import { programEnv, sandboxEnv } from './program-env.js';
import { Programs, type ProgramsContext } from './programs.js';
import { signInHint, welcomeMessage } from './welcome.js';
import { withAccounts } from './with-accounts.js';

export interface StartContext extends Omit<ProgramsContext, 'dataDir'> {
  /** Registers what has to be undone at the end; the last one is undone first. */
  onCleanup: (step: () => Promise<void>) => void;
}

/** Starts everything, up to a healthy api. Throws before the next step once it is to stop. */
export async function startDaybook(plan: LaunchPlan, options: StartContext): Promise<void> {
  const { log, stopping, onCleanup } = options;
  await stopOrphans(plan.dataDir, log);
  await assertPortFree(plan.settings.port);

  const server = await openDatabaseServer(plan, log);
  onCleanup(() => server.stop());
  const keptRunning = server.keepRunning(options);
  onCleanup(() => keptRunning);
  stopping.throwIfAborted();
  const migrations = await migrateAll(server.url);
  if (migrations.length > 0) log(`Migrated the database (${migrations.join(', ')}).`);
  stopping.throwIfAborted();

  const owner = await withAccounts(plan.settings, server.url, async (accounts) => {
    const account = await accounts.ensureOwner();
    // at once: this password must be seen even if the start fails later
    if (account.password !== null) log(`Created the owner's account. ${signInHint(account)}`);
    return account;
  });
  const programs = new Programs({ ...options, dataDir: plan.dataDir });
  onCleanup(() => programs.stop());
  const sandbox = plan.sandboxed.length > 0 ? await chooseSandboxPorts(plan.settings.port) : null;
  saveSandboxPorts(plan.dataDir, sandbox);
  const env = programEnv(plan, server.url, sandbox);
  // before the api answers, so that the first page shows all of it
  if (plan.loadsDemo) await loadDemoOnce(plan, programs, env, { log, isNewDatabase: migrations.length > 0 });
  stopping.throwIfAborted();
  log(sandbox === null ? 'Starting api and worker …' : 'Starting api, worker and sandbox …');
  void programs.keepRunning('api', env);
  void programs.keepRunning('worker', env);
  if (sandbox !== null) void programs.keepRunning('sandbox', sandboxEnv(plan, sandbox));
  await programs.waitUntilHealthy(`http://127.0.0.1:${plan.settings.port}/health/ready`);
  log(welcomeMessage(plan, owner, sandbox));
}

async function loadDemoOnce(
  plan: LaunchPlan,
  programs: Programs,
  env: NodeJS.ProcessEnv,
  { log, isNewDatabase }: { log: (sentence: string) => void; isNewDatabase: boolean },
): Promise<void> {
  const marker = join(plan.dataDir, 'demo-loaded');
  if (existsSync(marker) && !isNewDatabase) return;
  log('Loading the demo shop …');
  await programs.runOnce('demo', [join('apps', 'worker', 'src', 'load-demo-shop.js')], env);
  writeFileSync(marker, '');
}
