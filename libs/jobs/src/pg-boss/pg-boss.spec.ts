import { afterAll, describe, expect, it } from '@jest/globals';
import { sql } from 'kysely';
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { openDatabase } from '../../test/open-database.js';
import { scratchDatabase, stopScratch } from '../../test/scratch-database.js';
import { until } from '../../test/until.js';
import type { JobPolicies } from '../job-map.js';
import { JobPolicySet } from '../job-policy-set.js';
import { jobQueueContract, type QueueUnderTest } from '../job-queue.contract.js';
import { done } from '../job-worker.js';
import { PgBossQueue } from './pg-boss-queue.js';
import { PgBossWorker } from './pg-boss-worker.js';

async function pgBoss(url: string, policies?: JobPolicies): Promise<QueueUnderTest> {
  const { database, close } = await openDatabase(url);
  const queue = new PgBossQueue(database, new JobPolicySet(policies));
  await queue.onModuleInit();
  const worker = new PgBossWorker(database, { url, policies: new JobPolicySet(policies), pollSeconds: 0.5, superviseSeconds: 1, stopSeconds: 1 });
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

afterAll(stopScratch);

describe('jobs in PostgreSQL', () => {
  jobQueueContract(async (policies) => pgBoss(await scratchDatabase(), policies));
});

describe('a worker that dies', () => {
  it('leaves its job to another one', async () => {
    const url = await scratchDatabase();
    const jobs = await pgBoss(url);
    const dying = spawn(process.execPath, ['--import', './libs/jobs/test/load-typescript.mjs', './libs/jobs/test/hanging-worker.ts', url], {
      stdio: ['ignore', 'pipe', 'inherit'],
    });
    try {
      await jobs.database.transaction((tx) => jobs.queue.ask(tx, 'fetch-order-lines', { orderId: 'orphan' }));
      const [said] = await once(dying.stdout, 'data');
      expect(String(said)).toContain('took orphan');
      dying.kill('SIGKILL');
      const handled: [string, number][] = [];
      await jobs.work({
        'fetch-order-lines': async ({ orderId }, { number }) => {
          handled.push([orderId, number]);
          return done;
        },
      });
      await until(() => handled.length > 0);
      await until(async () => (await finished(jobs)) === 1);
      expect(handled).toEqual([['orphan', 2]]);
    } finally {
      dying.kill('SIGKILL');
      await jobs.close();
    }
  }, 60_000);
});

async function finished(jobs: QueueUnderTest): Promise<number> {
  const { rows } = await sql<{ count: number }>`select count(*)::int as count from pgboss.job where state = 'completed'`.execute(jobs.database.sql);
  return rows[0]?.count ?? 0;
}
