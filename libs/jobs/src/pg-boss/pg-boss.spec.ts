import { SchemaError } from '@daybook/database';
import { afterEach, describe, expect, it } from '@jest/globals';
import { sql } from 'kysely';
import { aDatabase, anEmptyDatabase, type TestDatabase } from '../../../../test/support/database.js';
import { waitFor } from '../../../../test/support/wait-for.js';
import { jobListContract } from '../../test/contract/job-list.contract.js';
import { jobQueueContract } from '../../test/contract/job-queue.contract.js';
import { countRows, type TestQueue } from '../../test/contract/test-queue.js';
import { openDatabase } from '../../test/open-database.js';
import { aRunner, recordIn, setPolicy, TestJob, testPolicies } from '../../test/test-job.js';
import { JobList } from '../job-list.js';
import { migrateJobs } from './boss.js';
import { PgBossQueue } from './pg-boss-queue.js';
import { PgBossWorker } from './pg-boss-worker.js';

async function openPgBoss(url: string): Promise<TestQueue> {
  const { database, close } = await openDatabase(url);
  const { job, policies, runner } = aRunner(database);
  const queue = new PgBossQueue(database, policies);
  await queue.onModuleInit();
  const worker = new PgBossWorker(database, {
    url,
    policies,
    runner,
    pollIntervalSeconds: 0.5,
    superviseIntervalSeconds: 1,
    shutdownGraceSeconds: 1,
  });
  return {
    database,
    queue,
    countPending: () =>
      countRows(database, `pgboss.job where state in ('created', 'retry', 'active') and name not like '\\_\\_pgboss%'`),
    list: new JobList(database, policies, queue),
    start: (handle) => {
      job.handle = handle;
      return worker.start();
    },
    stop: () => worker.beforeApplicationShutdown(),
    async close() {
      await worker.beforeApplicationShutdown();
      await queue.onApplicationShutdown();
      await close();
    },
  };
}

const given: TestDatabase[] = [];
async function scratchDatabase(): Promise<string> {
  const database = await aDatabase();
  given.push(database);
  return database.url;
}
async function emptyDatabase(): Promise<string> {
  const database = await anEmptyDatabase();
  given.push(database);
  return database.url;
}
afterEach(async () => {
  for (const database of given.splice(0)) await database.drop();
});

describe('the pg-boss queue', () => {
  jobQueueContract({ open: openPgBoss });
});

describe('the list of jobs in pg-boss', () => {
  jobListContract({ open: openPgBoss });
});

describe('database connections', () => {
  it('are at most five for a worker, and none for a process that only enqueues', async () => {
    setPolicy({ concurrency: 20 });
    const jobs = await openPgBoss(await scratchDatabase());
    try {
      await jobs.database.transaction((tx) => jobs.queue.enqueue(tx, TestJob, { orderId: 'one' }));
      expect(await jobConnections(jobs)).toBe(0);
      const handled: string[] = [];
      await jobs.start(recordIn(handled));
      await jobs.database.transaction(async (tx) => {
        for (let index = 0; index < 100; index += 1) {
          await jobs.queue.enqueue(tx, TestJob, { orderId: String(index) });
        }
      });
      await waitFor(() => handled.length === 101);
      expect(await jobConnections(jobs)).toBeLessThanOrEqual(5);
    } finally {
      await jobs.close();
    }
  });
});

describe('the job tables', () => {
  it('can be migrated by several processes at once, and again', async () => {
    const url = await emptyDatabase();
    await Promise.all([migrateJobs(url), migrateJobs(url)]);
    await migrateJobs(url);
    const jobs = await openPgBoss(url);
    await jobs.close();
  });

  it('are only created by `migrate`, which the other processes ask for', async () => {
    const url = await emptyDatabase();
    const { database, close } = await openDatabase(url);
    const queue = new PgBossQueue(database, testPolicies());
    const worker = new PgBossWorker(database, { url, ...aRunner(database) });
    try {
      await expect(queue.onModuleInit()).rejects.toThrow(SchemaError);
      await expect(worker.start()).rejects.toThrow('run "npm run migrate"');
      const { rows } = await sql`select from pg_namespace where nspname = 'pgboss'`.execute(database.kysely());
      expect(rows).toEqual([]);
    } finally {
      await queue.onApplicationShutdown();
      await worker.beforeApplicationShutdown();
      await close();
    }
  });
});

const jobConnections = ({ database }: TestQueue) =>
  countRows(database, `pg_stat_activity where datname = current_database() and application_name = 'daybook jobs'`);
