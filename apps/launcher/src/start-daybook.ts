import { existsSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { ApiReports } from './api-reports.js';
import { migrateAll, openDatabaseServer } from './database-server.js';
import { keepTrying } from './keep-trying.js';
import type { LaunchPlan } from './launch-plan.js';
import { stopOrphans } from './orphan-processes.js';
import { assertPortFree, chooseSandboxPorts, saveSandboxPorts } from './ports.js';
import { programEnv, sandboxEnv } from './program-env.js';
import { Programs, type ProgramsContext } from './programs.js';
import { signInHint, welcomeMessage } from './welcome.js';
import { withAccounts } from './with-accounts.js';

export interface StartContext extends Omit<ProgramsContext, 'dataDir' | 'reports'> {
  /** Registers what has to be undone at the end; the last one is undone first. */
  onCleanup: (step: () => Promise<void>) => void;
}

/**
 * Starts everything, up to a healthy api. Waits for a database that does not answer, and for room on the disk. Throws before the
 * next step once it is to stop.
 */
export async function startDaybook(plan: LaunchPlan, context: StartContext): Promise<void> {
  const { log, stopping, onCleanup } = context;
  const options = { ...context, dataDir: plan.dataDir, reports: new ApiReports() };
  await stopOrphans(plan.dataDir, log);
  await assertPortFree(plan.settings.port);

  if (plan.databaseUrl === null) log('Starting PostgreSQL …');
  const server = await keepTrying(() => openDatabaseServer(plan, log), options);
  onCleanup(() => server.stop());
  const keptRunning = server.keepRunning(options);
  onCleanup(() => keptRunning);
  stopping.throwIfAborted();
  const migrations = await keepTrying(() => migrateAll(server.url), options);
  if (migrations.length > 0) log(`Migrated the database (${migrations.join(', ')}).`);
  stopping.throwIfAborted();

  const owner = await keepTrying(() => ensureOwner(plan, server.url, log), options);
  const programs = new Programs(options);
  onCleanup(() => programs.stop());
  const sandbox = plan.sandboxed.length > 0 ? await chooseSandboxPorts(plan.settings.port) : null;
  const env = await keepTrying(() => {
    saveSandboxPorts(plan.dataDir, sandbox);
    return programEnv(plan, server.url, sandbox);
  }, options);
  if (sandbox !== null) void programs.keepRunning('sandbox', sandboxEnv(plan, sandbox));
  // before the api answers, so that the first page shows all of it
  const isNewDatabase = migrations.length > 0;
  if (plan.loadsDemo) await keepTrying(() => loadDemoOnce(plan, programs, env, { log, isNewDatabase }), options);
  stopping.throwIfAborted();
  log(sandbox === null ? 'Starting api and worker …' : 'Starting api, worker and sandbox …');
  void programs.keepRunning('api', env);
  void programs.keepRunning('worker', env);
  await programs.waitUntilHealthy(`http://127.0.0.1:${plan.settings.port}/health/ready`);
  log(welcomeMessage(plan, owner, sandbox));
}

function ensureOwner(plan: LaunchPlan, databaseUrl: string, log: (sentence: string) => void) {
  return withAccounts(plan.settings, databaseUrl, async (accounts) => {
    const account = await accounts.ensureOwner();
    // at once: this password must be seen even if the start fails later
    if (account.password !== null) log(`Created the owner's account. ${signInHint(account)}`);
    return account;
  });
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
