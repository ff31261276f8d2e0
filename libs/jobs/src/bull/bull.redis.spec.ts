import { Nudges, PgNotifications } from '@daybook/database';
import { RedisConnections } from '@daybook/redis';
import { afterEach, describe, expect, it } from '@jest/globals';
import Bull from 'bull';
import { useDatabase } from '../../../../test/support/database.js';
import { forgetInRedis, redisUrl } from '../../../../test/support/redis.js';
import { aTcpProxyTo, type TcpProxy } from '../../../../test/support/tcp-proxy.js';
import { waitFor } from '../../../../test/support/wait-for.js';
import { jobListContract } from '../../test/contract/job-list.contract.js';
import { jobQueueContract } from '../../test/contract/job-queue.contract.js';
import { countRows, type TestQueue } from '../../test/contract/test-queue.js';
import { openDatabase } from '../../test/open-database.js';
import { aRunner, recordIn, setPolicy, TestJob } from '../../test/test-job.js';
import { JobList } from '../job-list.js';
import { done } from '../job-outcome.js';
import { toBullQueues, queueOptions } from './bull-queues.js';
import { BullWorker } from './bull-worker.js';
import { OutboxQueue } from './outbox-queue.js';
import { Outbox, type JobRef } from './outbox.js';

interface TestBull extends TestQueue {
  /** Of this database's keys in Redis. */
  prefix: string;
}

async function openBull(url: string, redis = redisUrl()): Promise<TestBull> {
  const { database, close } = await openDatabase(url);
  const notifications = new PgNotifications(url);
  const [outbox, nudges] = [new Outbox(database), new Nudges(notifications)];
  const connections = new RedisConnections(redis, { loggerName: 'JobWorker', consequence: 'jobs wait' });
  const options = await queueOptions(database, connections);
  const { prefix = '' } = options;
  const queues = toBullQueues([new Bull<JobRef>('test-job', options)]);
  const { job, policies, runner } = aRunner(database);
  const worker = new BullWorker({
    ...{ outbox, nudges, connections, queues, policies, runner },
    ...{ pollIntervalSeconds: 0.5, redispatchAfterSeconds: 2, shutdownGraceSeconds: 1 },
  });
  const queue = new OutboxQueue(outbox, nudges);
  return {
    database,
    prefix,
    countPending: () => countRows(database, 'job_outbox where discarded_at is null'),
    queue,
    list: new JobList(database, policies, queue),
    start: (handle) => {
      job.handle = handle;
      return worker.start();
    },
    stop: () => worker.beforeApplicationShutdown(),
    async close() {
      await worker.beforeApplicationShutdown();
      await forgetInRedis(prefix);
      await notifications.onApplicationShutdown();
      await close();
    },
  };
}

describe('the Bull queue', () => {
  jobQueueContract({ open: (url) => openBull(url), redisUrl: redisUrl() });
});

describe('the list of jobs in Bull', () => {
  jobListContract({ open: (url) => openBull(url), redisUrl: redisUrl() });
});

describe('the Bull worker', () => {
  const database = useDatabase();
  let proxy: TcpProxy;
  let jobs: TestBull;
  async function openBehindProxy(): Promise<void> {
    proxy = await aTcpProxyTo(redisUrl());
    setPolicy();
    jobs = await openBull(database.url, proxy.url);
  }
  afterEach(async () => {
    await jobs.close();
    await proxy.cut();
  });

  it('runs the jobs that were enqueued while Redis was unavailable at its start', async () => {
    proxy = await aTcpProxyTo(redisUrl());
    await proxy.cut();
    jobs = await openBull(database.url, proxy.url);
    const handled: string[] = [];
    await jobs.start(recordIn(handled));
    await enqueue(jobs, 'meanwhile');
    expect(await jobs.countPending()).toBe(1);
    await proxy.mend();
    await waitFor(() => handled.length > 0);
    expect(handled).toEqual(['meanwhile']);
  });

  it('runs the jobs that were enqueued while Redis did not answer at its start', async () => {
    await openBehindProxy();
    proxy.blackHole();
    const handled: string[] = [];
    await jobs.start(recordIn(handled));
    await enqueue(jobs, 'meanwhile');
    await waitFor(() => proxy.connections >= 2);
    await proxy.mend();
    await waitFor(() => handled.length > 0, { within: 45_000 });
    expect(handled).toEqual(['meanwhile']);
  });

  it('runs each job once after a lost connection to Redis', async () => {
    await openBehindProxy();
    const handled: string[] = [];
    await jobs.start(recordIn(handled));
    await enqueue(jobs, 'before');
    await waitFor(() => handled.length === 1);
    await proxy.cut();
    await enqueue(jobs, 'meanwhile');
    await proxy.mend();
    await enqueue(jobs, 'after');
    await waitFor(() => handled.length === 3);
    await waitFor(async () => (await jobs.countPending()) === 0);
    expect(handled.toSorted()).toEqual(['after', 'before', 'meanwhile']);
  });

  it('dispatches the jobs again that Redis has lost', async () => {
    await openBehindProxy();
    const handled: string[] = [];
    const started = Promise.withResolvers<void>();
    const running = Promise.withResolvers<void>();
    await jobs.start(async ({ orderId }) => {
      if (orderId === 'running') {
        started.resolve();
        await running.promise;
      }
      handled.push(orderId);
      return done;
    });
    await enqueue(jobs, 'running');
    await started.promise;
    for (const orderId of ['lost one', 'lost two', 'lost three']) await enqueue(jobs, orderId);
    await waitFor(async () => (await countRows(jobs.database, 'job_outbox where dispatched_at is not null')) === 3);
    await forgetInRedis(jobs.prefix);
    running.resolve();
    await waitFor(() => handled.length === 4);
    await waitFor(async () => (await jobs.countPending()) === 0);
    expect(handled.toSorted()).toEqual(['lost one', 'lost three', 'lost two', 'running']);
  });

  it('stops without delay while Redis is unavailable', async () => {
    await openBehindProxy();
    await jobs.start(recordIn([]));
    await proxy.cut();
    // tenths of a second in which this process ran: those in which a busy machine ran others do not count
    let ticks = 0;
    const ticking = setInterval(() => (ticks += 1), 100);
    await jobs.stop();
    clearInterval(ticking);
    expect(ticks).toBeLessThan(50);
  });
});

const enqueue = ({ database, queue }: TestQueue, orderId: string) =>
  database.transaction((tx) => queue.enqueue(tx, TestJob, { orderId }));
