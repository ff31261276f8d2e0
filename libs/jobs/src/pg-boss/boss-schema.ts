import { SchemaError } from '@daybook/database';
import { PgBoss } from 'pg-boss';
import { setTimeout as pause } from 'node:timers/promises';
import { jobNames } from '../job-map.js';

/** How every process but the migrating one opens pg-boss: it makes and changes no tables, and keeps no cron of its own. */
export const runtimeOptions = {
  migrate: false,
  createSchema: false,
  schedule: false,
  registerInstance: false,
} as const;

/**
 * Makes the job tables (schema `pgboss`) and a queue per job, or brings them up to date. Call it after `migrate`; safe to
 * run from several processes at once.
 */
export async function migrateJobs(url: string): Promise<void> {
  const boss = new PgBoss({
    connectionString: url,
    application_name: 'daybook migrate',
    max: 2,
    connectionTimeoutMillis: 5_000,
    schedule: false,
    supervise: false,
    registerInstance: false,
    bamIntervalSeconds: 10,
  });
  const faults: Error[] = [];
  boss.on('error', (error) => faults.push(error));
  try {
    await boss.start();
    for (const name of jobNames) {
      await boss.createQueue(name, { notify: true });
      await boss.updateQueue(name, { notify: true });
    }
    while (await buildsIndexes(boss)) await pause(100);
  } finally {
    await boss.stop({ timeout: 5_000 });
  }
  if (faults[0]) throw faults[0];
}

/** An upgrade builds its indexes in the background, and only in a process that may migrate: this one. */
async function buildsIndexes(boss: PgBoss): Promise<boolean> {
  const builds = await boss.getBamStatus();
  return builds.some(({ status, count }) => count > 0 && (status === 'pending' || status === 'in_progress'));
}

/** Starts pg-boss on tables that must be there already. Throws `SchemaError` when they are not what it needs. */
export async function startOnExistingSchema(boss: PgBoss): Promise<void> {
  try {
    await boss.start();
  } catch (error) {
    if (!(error instanceof Error) || !/not installed|requires migrations/.test(error.message)) throw error;
    throw new SchemaError(
      'The job tables are missing or older than this version of Daybook: run "npm run migrate", then start again.',
      { cause: error },
    );
  }
}
