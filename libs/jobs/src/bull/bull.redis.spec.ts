import { Nudges, PgNotifications, type Database } from '@daybook/database';
import { RedisConnections } from '@daybook/redis';
import { afterEach, describe, expect, it } from '@jest/globals';
import Bull from 'bull';
import { sql } from 'kysely';
import { useDatabase } from '../../../../test/support/database.js';
import { forgetInRedis, redisUrl } from '../../../../test/support/redis.js';
import { aTcpProxyTo, type TcpProxy } from '../../../../test/support/tcp-proxy.js';
import { waitFor } from '../../../../test/support/wait-for.js';
import { policiesLike, type QueueUnderTest } from '../../test/contract/queue-bench.js';
import { jobListContract } from '../../test/job-list.contract.js';
import { jobQueueContract } from '../../test/job-queue.contract.js';
import { noteIn, onlyFetching } from '../../test/only-fetching.js';
import { openDatabase } from '../../test/open-database.js';
import { jobNames, type JobPolicyTable } from '../job-map.js';
import { JobPolicies } from '../job-policies.js';
import { done } from '../job-worker.js';
import { JobList } from '../list/job-list.js';
import { byName, queueOptions } from './bull-queues.js';
import { BullWorker } from './bull-worker.js';
import { OutboxRows } from './outbox-rows.js';
import { OutboxQueue } from './outbox-queue.js';
import { Outbox, type JobRef } from './outbox.js';

interface BullUnderTest extends QueueUnderTest {
  /** What stands in Redis for this database begins with it. */
  prefix: string;
}

async function bull(url: string, policies?: JobPolicyTable, redis = redisUrl()): Promise<BullUnderTest> {
  const { database, close } = await openDatabase(url);
  const signals = new PgNotifications(url);
  const [outbox, nudges] = [new Outbox(database), new Nudges(signals)];
  const connections = new RedisConnections(redis, { logger: 'JobWorker', consequence: 'jobs wait' });
  const options = await queueOptions(database, connections);
  const { prefix = '' } = options;
  const queues = byName(jobNames.map((name) => new Bull<JobRef>(name, options)));
  const policySet = new JobPolicies(policies);
  const worker = new BullWorker({
    ...{ outbox, nudges, connections, queues, policies: policySet },
    ...{ pollIntervalSeconds: 0.5, redispatchAfterSeconds: 2, stopSeconds: 1 },
  });
  const queue = new OutboxQueue(outbox, nudges);
  return {
    database,
    prefix,
    left: () => countOf(database, 'job_outbox where discarded_at is null'),
    queue,
    list: new JobList(database, queue, policySet, new OutboxRows(nudges)),
    work: (handlers) => worker.start(handlers),
    stopWorking: () => worker.beforeApplicationShutdown(),
    async close() {
      await worker.beforeApplicationShutdown();
      await forgetInRedis(prefix);
      await signals.onApplicationShutdown();
      await close();
    },
  };
}

describe('jobs on Bull, behind an outbox', () => {
  jobQueueContract({ open: bull, redisUrl: redisUrl() });
});

describe('jobs on Bull, behind an outbox, as people look at them', () => {
  jobListContract({ open: bull, redisUrl: redisUrl() });
});

describe('a Redis', () => {
  const database = useDatabase();
  let wire: TcpProxy;
  let jobs: BullUnderTest;
  async function onAWire(): Promise<void> {
    wire = await aTcpProxyTo(redisUrl());
    jobs = await bull(database.url, policiesLike({ concurrency: 1 }), wire.url);
  }
  afterEach(async () => {
    await jobs.close();
    await wire.cut();
  });

  it('that is away at the start keeps nobody from asking, and the jobs run when it is there', async () => {
    wire = await aTcpProxyTo(redisUrl());
    await wire.cut();
    jobs = await bull(database.url, undefined, wire.url);
    const handled: string[] = [];
    await jobs.work(noteIn(handled));
    await ask(jobs, 'asked meanwhile');
    expect(await jobs.left()).toBe(1);
    await wire.mend();
    await waitFor(() => handled.length > 0);
    expect(handled).toEqual(['asked meanwhile']);
  });

  it('that is silent at the start has the jobs run when it is heard', async () => {
    await onAWire();
    wire.blackHole();
    const handled: string[] = [];
    await jobs.work(noteIn(handled));
    await ask(jobs, 'asked meanwhile');
    await waitFor(() => wire.connections >= 2);
    await wire.mend();
    await waitFor(() => handled.length > 0, { within: 25_000 });
    expect(handled).toEqual(['asked meanwhile']);
  });

  it('that is lost and comes back has its jobs run, each once', async () => {
    await onAWire();
    const handled: string[] = [];
    await jobs.work(noteIn(handled));
    await ask(jobs, 'before');
    await waitFor(() => handled.length === 1);
    await wire.cut();
    await ask(jobs, 'meanwhile');
    await wire.mend();
    await ask(jobs, 'after');
    await waitFor(() => handled.length === 3);
    await waitFor(async () => (await jobs.left()) === 0);
    expect(handled.toSorted()).toEqual(['after', 'before', 'meanwhile']);
  });

  it('that forgets everything is handed over what it lost', async () => {
    await onAWire();
    const handled: string[] = [];
    const running = Promise.withResolvers<void>();
    await jobs.work(
      onlyFetching(async ({ orderId }) => {
        if (orderId === 'running') await running.promise;
        handled.push(orderId);
        return done;
      }),
    );
    await ask(jobs, 'running');
    for (const orderId of ['lost one', 'lost two', 'lost three']) await ask(jobs, orderId);
    await waitFor(async () => (await countOf(jobs.database, 'job_outbox where dispatched_at is not null')) === 3);
    await forgetInRedis(jobs.prefix);
    running.resolve();
    await waitFor(() => handled.length === 4, { within: 20_000 });
    await waitFor(async () => (await jobs.left()) === 0);
    expect(handled.toSorted()).toEqual(['lost one', 'lost three', 'lost two', 'running']);
  });

  it('that is away does not hold up the end of the process', async () => {
    await onAWire();
    await jobs.work(noteIn([]));
    await wire.cut();
    const started = process.hrtime.bigint();
    await jobs.stopWorking();
    expect(process.hrtime.bigint() - started).toBeLessThan(5_000_000_000n);
  });
});

const ask = ({ database, queue }: QueueUnderTest, orderId: string) =>
  database.transaction((tx) => queue.enqueue(tx, 'fetch-order-lines', { orderId }));

async function countOf(database: Database, what: string): Promise<number> {
  const { rows } = await sql.raw<{ count: number }>(`select count(*)::int as count from ${what}`).execute(database.sql);
  return rows[0]?.count ?? 0;
}
