import { SchemaError } from '@daybook/database';
import { afterEach, describe, expect, it } from '@jest/globals';
import { sql } from 'kysely';
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';
import { handlersWith } from '../../test/handlers-with.js';
import { openDatabase } from '../../test/open-database.js';
import { aDatabase, anEmptyDatabase, type TestDatabase } from '../../../../test/support/database.js';
import { waitFor } from '../../../../test/support/wait-for.js';
import type { JobPolicies } from '../job-map.js';
import { JobPolicySet } from '../job-policy-set.js';
import { jobQueueContract, policiesLike, type QueueUnderTest } from '../../test/job-queue.contract.js';
import { done, type JobHandlers } from '../job-worker.js';
import { migrateJobs } from './boss-schema.js';
import { PgBossQueue } from './pg-boss-queue.js';
import { PgBossWorker } from './pg-boss-worker.js';

async function pgBoss(url: string, policies?: JobPolicies): Promise<QueueUnderTest> {
  const { database, close } = await openDatabase(url);
  const queue = new PgBossQueue(database, new JobPolicySet(policies));
  await queue.onModuleInit();
  const worker = new PgBossWorker(database, {
    url,
    policies: new JobPolicySet(policies),
    pollSeconds: 0.5,
    superviseSeconds: 1,
    stopSeconds: 1,
  });
  return {
    database,
    queue,
    work: (handlers) => worker.work(handlers),
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
  jobQueueContract(async (policies) => pgBoss(await scratchDatabase(), policies));
});

describe('a worker that dies', () => {
  it('leaves its job to another one', async () => {
    const url = await scratchDatabase();
    const jobs = await pgBoss(url);
    const program = fileURLToPath(new URL('../../test/hanging-worker.mjs', import.meta.url));
    const dying = spawn(process.execPath, [program, url], { stdio: ['ignore', 'pipe', 'inherit'] });
    try {
      await jobs.database.transaction((tx) => jobs.queue.ask(tx, 'fetch-order-lines', { orderId: 'orphan' }));
      const [said] = (await once(dying.stdout, 'data')) as [Buffer];
      expect(String(said)).toContain('took orphan');
      dying.kill('SIGKILL');
      const handled: [string, number][] = [];
      await jobs.work(
        handlersWith({
          'fetch-order-lines': async ({ orderId }, { number }) => {
            handled.push([orderId, number]);
            return done;
          },
        }),
      );
      await waitFor(() => handled.length > 0, { within: 50_000 });
      await waitFor(async () => (await finished(jobs)) === 1);
      expect(handled).toEqual([['orphan', 2]]);
    } finally {
      dying.kill('SIGKILL');
      await jobs.close();
    }
  }, 60_000);
});

describe('a worker that is stopped while a job hangs', () => {
  it('returns the job at once', async () => {
    const url = await scratchDatabase();
    const [stopping, next] = [await pgBoss(url), await pgBoss(url)];
    try {
      const taken = Promise.withResolvers<AbortSignal>();
      await stopping.work(
        handlersWith({
          'fetch-order-lines': (_, { signal }) => {
            taken.resolve(signal);
            return new Promise(() => undefined);
          },
        }),
      );
      await ask(stopping, 'returned');
      const signal = await taken.promise;
      await stopping.stopWorking();
      expect(signal.aborted).toBe(true);
      const handled: string[] = [];
      await next.work(noteIn(handled));
      await waitFor(() => handled.length > 0);
      expect(handled).toEqual(['returned']);
    } finally {
      await Promise.all([stopping.close(), next.close()]);
    }
  });
});

describe('connections', () => {
  it('come back after they were cut', async () => {
    const jobs = await pgBoss(await scratchDatabase());
    try {
      const handled: string[] = [];
      await jobs.work(noteIn(handled));
      await ask(jobs, 'before');
      await waitFor(() => handled.length === 1);
      const cut = await sql`select pg_terminate_backend(pid) from pg_stat_activity
        where datname = current_database() and application_name = 'daybook jobs'`.execute(jobs.database.sql);
      expect(cut.rows.length).toBeGreaterThan(1);
      await ask(jobs, 'after');
      await waitFor(() => handled.length === 2);
      expect(handled).toEqual(['before', 'after']);
    } finally {
      await jobs.close();
    }
  });

  it('are five at most for a worker, and none for who only asks', async () => {
    const jobs = await pgBoss(await scratchDatabase(), policiesLike({ atOnce: 20 }));
    try {
      await ask(jobs, 'asked');
      expect(await jobConnections(jobs)).toBe(0);
      const handled: string[] = [];
      await jobs.work(noteIn(handled));
      await jobs.database.transaction(async (tx) => {
        for (let at = 0; at < 100; at += 1) await jobs.queue.ask(tx, 'fetch-order-lines', { orderId: String(at) });
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
    const queue = new PgBossQueue(database, new JobPolicySet());
    const worker = new PgBossWorker(database, { url, policies: new JobPolicySet() });
    try {
      await expect(queue.onModuleInit()).rejects.toThrow(SchemaError);
      await expect(worker.work(noteIn([]))).rejects.toThrow('run "npm run migrate"');
      const { rows } = await sql`select from pg_namespace where nspname = 'pgboss'`.execute(database.sql);
      expect(rows).toEqual([]);
    } finally {
      await queue.onApplicationShutdown();
      await worker.beforeApplicationShutdown();
      await close();
    }
  });
});

const ask = ({ database, queue }: QueueUnderTest, orderId: string) =>
  database.transaction((tx) => queue.ask(tx, 'fetch-order-lines', { orderId }));

const noteIn = (handled: string[]): JobHandlers =>
  handlersWith({
    'fetch-order-lines': async ({ orderId }) => {
      handled.push(orderId);
      return done;
    },
  });

async function jobConnections({ database }: QueueUnderTest): Promise<number> {
  const { rows } = await sql<{ count: number }>`select count(*)::int as count from pg_stat_activity
    where datname = current_database() and application_name = 'daybook jobs'`.execute(database.sql);
  return rows[0]?.count ?? 0;
}

async function finished(jobs: QueueUnderTest): Promise<number> {
  const { rows } = await sql<{
    count: number;
  }>`select count(*)::int as count from pgboss.job where state = 'completed'`.execute(jobs.database.sql);
  return rows[0]?.count ?? 0;
}
