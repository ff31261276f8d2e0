import { connectionTimeoutMillis, isDatabaseUnavailable, SchemaError } from '@daybook/database';
import type { Logger } from '@nestjs/common';
import { PgBoss, type ConstructorOptions } from 'pg-boss';
import { setTimeout as pause } from 'node:timers/promises';

const warningIntervalMs = 60_000;

/** A pg-boss that neither creates nor migrates its tables and runs no cron; its errors go to the process log. */
export function createBoss(options: ConstructorOptions, logger: Logger): PgBoss {
  const boss = new PgBoss({
    ...{ migrate: false, createSchema: false, schedule: false, registerInstance: false },
    ...options,
  });
  let nextWarningAt = 0;
  boss.on('warning', ({ message }) => logger.warn(message));
  boss.on('error', (thrown) => {
    const error = toError(thrown);
    if (!isDatabaseUnavailable(error)) return logger.error(error.message, error.stack);
    // pg-boss reports an outage at each poll
    if (performance.now() < nextWarningAt) return;
    nextWarningAt = performance.now() + warningIntervalMs;
    logger.warn(`The database is unavailable, so jobs wait: ${error.message}`);
  });
  return boss;
}

/** pg-boss copies some errors into plain objects. */
function toError(thrown: unknown): Error {
  if (thrown instanceof Error) return thrown;
  const { message = String(thrown) }: { message?: unknown } =
    typeof thrown === 'object' && thrown !== null ? thrown : {};
  return Object.assign(new Error(String(message)), thrown);
}

/** Throws `SchemaError` when the job tables are missing or older than this version. */
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

/** Creates or migrates the job tables (schema `pgboss`). Call it after `migrate`; several processes may run it at once. */
export async function migrateJobs(url: string): Promise<void> {
  const boss = new PgBoss({
    connectionString: url,
    application_name: 'daybook migrate',
    max: 2,
    connectionTimeoutMillis,
    schedule: false,
    supervise: false,
    registerInstance: false,
    bamIntervalSeconds: 10,
  });
  const errors: Error[] = [];
  boss.on('error', (error) => errors.push(error));
  try {
    await boss.start();
    while (await isBuildingIndexes(boss)) await pause(100);
  } finally {
    await boss.stop({ timeout: 5_000 });
  }
  if (errors[0]) throw errors[0];
}

/** An upgrade builds its indexes in the background, but only in a process that may migrate. */
async function isBuildingIndexes(boss: PgBoss): Promise<boolean> {
  const builds = await boss.getBamStatus();
  return builds.some(({ status, count }) => count > 0 && (status === 'pending' || status === 'in_progress'));
}
