import { Signals } from '@daybook/database';
import { afterEach, describe, expect, it } from '@jest/globals';
import Bull from 'bull';
import { sql } from 'kysely';
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';
import { aDatabase, type TestDatabase } from '../../../../test/support/database.js';
import { aRedisDoor, forgetInRedis, redisUrl, type RedisDoor } from '../../../../test/support/redis.js';
import { waitFor } from '../../../../test/support/wait-for.js';
import { jobQueueContract, policiesLike, type QueueUnderTest } from '../../test/job-queue.contract.js';
import { handlersWith } from '../../test/handlers-with.js';
import { openDatabase } from '../../test/open-database.js';
import { jobNames, type JobPolicies } from '../job-map.js';
import { JobPolicySet } from '../job-policy-set.js';
import { done, type JobHandlers } from '../job-worker.js';
import { byName, queueOptions } from './bull-queues.js';
import { BullWorker } from './bull-worker.js';
import { OutboxNudge } from './outbox-nudge.js';
import { OutboxQueue } from './outbox-queue.js';
import { Outbox, type Turn } from './outbox.js';
import { RedisConnections } from './redis-connections.js';

interface BullUnderTest extends QueueUnderTest {
  /** What stands in Redis for this database begins with it. */
  prefix: string;
}

async function bull(url: string, policies?: JobPolicies, redis = redisUrl()): Promise<BullUnderTest> {
  const { database, close } = await openDatabase(url);
  const signals = new Signals(url);
  const [outbox, nudge] = [new Outbox(database), new OutboxNudge(signals)];
  const connections = new RedisConnections(redis);
  const options = await queueOptions(database, connections);
  const { prefix = '' } = options;
  const queues = byName(jobNames.map((name) => new Bull<Turn>(name, options)));
  const policySet = new JobPolicySet(policies);
  const worker = new BullWorker({
    ...{ outbox, nudge, connections, queues, policies: policySet },
    ...{ lookSeconds: 0.5, againSeconds: 2, stopSeconds: 1 },
  });
  return {
    database,
    prefix,
    queue: new OutboxQueue(outbox, nudge),
    work: (handlers) => worker.work(handlers),
    stopWorking: () => worker.beforeApplicationShutdown(),
    async close() {
      await worker.beforeApplicationShutdown();
      await forgetInRedis(prefix);
      await signals.onApplicationShutdown();
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
afterEach(async () => {
  for (const database of given.splice(0)) await database.drop();
});

describe('jobs on Bull, behind an outbox', () => {
  jobQueueContract(async (policies) => bull(await scratchDatabase(), policies));
});

describe('a worker that dies', () => {
  it('leaves its job to another one', async () => {
    const url = await scratchDatabase();
    const jobs = await bull(url);
    const program = fileURLToPath(new URL('../../test/hanging-bull-worker.mjs', import.meta.url));
    const dying = spawn(process.execPath, [program, url, redisUrl()], { stdio: ['ignore', 'pipe', 'inherit'] });
    try {
      await ask(jobs, 'orphan');
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
      await waitFor(async () => (await waiting(jobs)) === 0);
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
    const [stopping, next] = [await bull(url), await bull(url)];
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

describe('a Redis', () => {
  let door: RedisDoor;
  let jobs: BullUnderTest;
  async function behindADoor(): Promise<void> {
    door = await aRedisDoor();
    jobs = await bull(await scratchDatabase(), policiesLike({ atOnce: 1 }), door.url);
  }
  afterEach(async () => {
    await jobs.close();
    await door.shut();
  });

  it('that is away at the start keeps nobody from asking, and the jobs run when it is there', async () => {
    door = await aRedisDoor();
    await door.shut();
    jobs = await bull(await scratchDatabase(), undefined, door.url);
    const handled: string[] = [];
    await jobs.work(noteIn(handled));
    await ask(jobs, 'asked meanwhile');
    expect(await waiting(jobs)).toBe(1);
    await door.open();
    await waitFor(() => handled.length > 0);
    expect(handled).toEqual(['asked meanwhile']);
  });

  it('that is lost and comes back has its jobs run, each once', async () => {
    await behindADoor();
    const handled: string[] = [];
    await jobs.work(noteIn(handled));
    await ask(jobs, 'before');
    await waitFor(() => handled.length === 1);
    await door.shut();
    await ask(jobs, 'meanwhile');
    await door.open();
    await ask(jobs, 'after');
    await waitFor(() => handled.length === 3);
    await waitFor(async () => (await waiting(jobs)) === 0);
    expect(handled.toSorted()).toEqual(['after', 'before', 'meanwhile']);
  });

  it('that forgets everything is handed over what it lost', async () => {
    await behindADoor();
    const handled: string[] = [];
    const running = Promise.withResolvers<void>();
    await jobs.work(
      handlersWith({
        'fetch-order-lines': async ({ orderId }) => {
          if (orderId === 'running') await running.promise;
          handled.push(orderId);
          return done;
        },
      }),
    );
    await ask(jobs, 'running');
    for (const orderId of ['lost one', 'lost two', 'lost three']) await ask(jobs, orderId);
    await waitFor(async () => (await handedOver(jobs)) === 3);
    await forgetInRedis(jobs.prefix);
    running.resolve();
    await waitFor(() => handled.length === 4, { within: 20_000 });
    await waitFor(async () => (await waiting(jobs)) === 0);
    expect(handled.toSorted()).toEqual(['lost one', 'lost three', 'lost two', 'running']);
  });

  it('that is away does not hold up the end of the process', async () => {
    await behindADoor();
    await jobs.work(noteIn([]));
    await door.shut();
    const started = process.hrtime.bigint();
    await jobs.stopWorking();
    expect(process.hrtime.bigint() - started).toBeLessThan(5_000_000_000n);
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

const waiting = (jobs: QueueUnderTest) => countOf(jobs, 'select count(*)::int as count from job_outbox');
const handedOver = (jobs: QueueUnderTest) =>
  countOf(jobs, 'select count(*)::int as count from job_outbox where handed_over_at is not null');

async function countOf({ database }: QueueUnderTest, statement: string): Promise<number> {
  const { rows } = await sql.raw<{ count: number }>(statement).execute(database.sql);
  return rows[0]?.count ?? 0;
}
