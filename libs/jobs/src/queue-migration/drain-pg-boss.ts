import type { Database, Transaction } from '@daybook/database';
import { Logger } from '@nestjs/common';
import { fromKysely, PgBoss } from 'pg-boss';
import { jobNames, type JobMap, type JobName } from '../job-map.js';
import type { JobQueue } from '../job-queue.js';
import { logErrors } from '../pg-boss/boss-faults.js';
import { startOnExistingSchema, runtimeOptions } from '../pg-boss/boss-schema.js';
import type { MoveBatch } from './queue-migration.js';

const mostAtOnce = 500;

/** Those that are due; those whose worker died first become due by that. */
export function drainPgBoss(database: Database, url: string, queue: JobQueue): MoveBatch {
  return async () => {
    const boss = new PgBoss({
      ...runtimeOptions,
      connectionString: url,
      application_name: 'daybook jobs',
      max: 1,
      connectionTimeoutMillis: 3_000,
      supervise: false,
    });
    logErrors(boss, new Logger('JobWorker'));
    await startOnExistingSchema(boss);
    try {
      await boss.supervise();
      let moved = 0;
      for (const name of jobNames) moved += await database.transaction((tx) => moveSome(tx, boss, queue, name));
      return moved;
    } finally {
      await boss.stop({ graceful: false });
    }
  };
}

async function moveSome(tx: Transaction, boss: PgBoss, queue: JobQueue, name: JobName): Promise<number> {
  const db = fromKysely(tx.sql);
  const jobs = await boss.fetch<JobMap[JobName]>(name, { batchSize: mostAtOnce, includeMetadata: true, db });
  if (jobs.length === 0) return 0;
  for (const { data, singletonKey } of jobs) {
    await queue.enqueue(tx, name, data, singletonKey === null ? {} : { key: singletonKey });
  }
  await boss.deleteJob(
    name,
    jobs.map(({ id }) => id),
    { db },
  );
  return jobs.length;
}
