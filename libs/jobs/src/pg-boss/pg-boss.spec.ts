import { SchemaError, type Database } from '@daybook/database';
import { afterEach, describe, expect, it } from '@jest/globals';
import { sql } from 'kysely';
import { noteIn } from '../../test/only-fetching.js';
import { openDatabase } from '../../test/open-database.js';
import { aDatabase, anEmptyDatabase, type TestDatabase } from '../../../../test/support/database.js';
import { waitFor } from '../../../../test/support/wait-for.js';
import type { JobPolicyTable } from '../job-map.js';
import { JobPolicies } from '../job-policies.js';
import { policiesLike, type QueueUnderTest } from '../../test/contract/queue-bench.js';
import { jobListContract } from '../../test/job-list.contract.js';
import { jobQueueContract } from '../../test/job-queue.contract.js';
import { JobList } from '../list/job-list.js';
import { BossRows } from './boss-rows.js';
import { migrateJobs } from './boss-schema.js';
import { PgBossQueue } from './pg-boss-queue.js';
import { PgBossWorker } from './pg-boss-worker.js';

async function pgBoss(url: string, policies?: JobPolicyTable): Promise<QueueUnderTest> {
  const { database, close } = await openDatabase(url);
  const policySet = new JobPolicies(policies);
  const queue = new PgBossQueue(database, policySet);
  await queue.onModuleInit();
  const worker = new PgBossWorker(database, {
    url,
    policies: policySet,
    pollSeconds: 0.5,
    superviseSeconds: 1,
    stopSeconds: 1,
  });
  return {
    database,
    queue,
    left: () =>
      countOf(database, `pgboss.job where state in ('created', 'retry', 'active') and name not like '\\_\\_pgboss%'`),
    list: new JobList(database, queue, policySet, new BossRows(queue)),
    work: (handlers) => worker.start(handlers),
    stopWorking: () => worker.beforeApplicationShutdown(),
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

describe('jobs in PostgreSQL', () => {
  jobQueueContract({ open: pgBoss });
});

describe('jobs in PostgreSQL, as people look at them', () => {
  jobListContract({ open: pgBoss });
});

describe('connections', () => {
  it('are five at most for a worker, and none for who only asks', async () => {
    const jobs = await pgBoss(await scratchDatabase(), policiesLike({ concurrency: 20 }));
    try {
      await jobs.database.transaction((tx) => jobs.queue.enqueue(tx, 'fetch-order-lines', { orderId: 'asked' }));
      expect(await jobConnections(jobs)).toBe(0);
      const handled: string[] = [];
      await jobs.work(noteIn(handled));
      await jobs.database.transaction(async (tx) => {
        for (let at = 0; at < 100; at += 1) await jobs.queue.enqueue(tx, 'fetch-order-lines', { orderId: String(at) });
      });
      await waitFor(() => handled.length === 101);
      expect(await jobConnections(jobs)).toBeLessThanOrEqual(5);
    } finally {
      await jobs.close();
    }
  });
});

describe('the job tables', () => {
  it('are made by several processes at once, and again', async () => {
    const url = await emptyDatabase();
    await Promise.all([migrateJobs(url), migrateJobs(url)]);
    await migrateJobs(url);
    const jobs = await pgBoss(url);
    await jobs.close();
  });

  it('are not made by who asks or works, who say what to do', async () => {
    const url = await emptyDatabase();
    const { database, close } = await openDatabase(url);
    const queue = new PgBossQueue(database, new JobPolicies());
    const worker = new PgBossWorker(database, { url, policies: new JobPolicies() });
    try {
      await expect(queue.onModuleInit()).rejects.toThrow(SchemaError);
      await expect(worker.start(noteIn([]))).rejects.toThrow('run "npm run migrate"');
      const { rows } = await sql`select from pg_namespace where nspname = 'pgboss'`.execute(database.sql);
      expect(rows).toEqual([]);
    } finally {
      await queue.onApplicationShutdown();
      await worker.beforeApplicationShutdown();
      await close();
    }
  });
});

const jobConnections = ({ database }: QueueUnderTest) =>
  countOf(database, `pg_stat_activity where datname = current_database() and application_name = 'daybook jobs'`);

async function countOf(database: Database, what: string): Promise<number> {
  const { rows } = await sql.raw<{ count: number }>(`select count(*)::int as count from ${what}`).execute(database.sql);
  return rows[0]?.count ?? 0;
}
