import type { Database } from '@daybook/database';
import { afterEach, beforeEach } from '@jest/globals';
import { sql } from 'kysely';
import { AsyncLocalStorage } from 'node:async_hooks';
import { aDatabase, type TestDatabase } from '../../../../test/support/database.js';
import { startScript, type RunningProgram } from '../../../../test/support/processes.js';
import type { JobList } from '../../src/job-list.js';
import { done } from '../../src/job-outcome.js';
import type { JobPolicy } from '../../src/job-policy.js';
import type { EnqueueOptions, JobQueue } from '../../src/job-queue.js';
import { setPolicy, TestJob, type TestHandler } from '../test-job.js';

/** A queue whose worker has not started. */
export interface TestQueue {
  database: Database;
  queue: JobQueue;
  list: JobList;
  /** Starts the worker, whose jobs do this. */
  start(handle: TestHandler): Promise<void>;
  /** Stops the worker as the end of its process does. */
  stop(): Promise<void>;
  /** Jobs that are neither done nor discarded. */
  countPending(): Promise<number>;
  close(): Promise<void>;
}

export interface QueueAdapter {
  open: (databaseUrl: string) => Promise<TestQueue>;
  /** For workers in processes of their own. */
  redisUrl?: string;
}

export type QueueTools = ReturnType<typeof useQueue>;

/** A worker may be started during a transaction of the test, which is none of its own. */
const asAnotherProcess = AsyncLocalStorage.snapshot();
const hangingWorker = new URL('../hanging-worker.mjs', import.meta.url);

/** A database for each test, queues on it, and what the tests do with them. */
export function useQueue({ open, redisUrl }: QueueAdapter) {
  let database: TestDatabase;
  const opened: TestQueue[] = [];
  const processes: RunningProgram[] = [];
  const handled: string[] = [];

  beforeEach(async () => {
    database = await aDatabase();
    handled.length = 0;
  });
  afterEach(async () => {
    await Promise.all(processes.splice(0).map((process) => process.kill()));
    await Promise.all(opened.splice(0).map((queue) => queue.close()));
    await database.drop();
  });

  const first = (): TestQueue => {
    const [queue] = opened;
    if (!queue) throw new Error('Open a queue first.');
    return queue;
  };
  const enqueueAll = (orderIds: string[], options?: EnqueueOptions) =>
    first().database.transaction(async (tx) => {
      for (const orderId of orderIds) await first().queue.enqueue(tx, TestJob, { orderId }, options);
    });
  return {
    /** What `record` has handled, in order. */
    handled,
    get jobs() {
      return first();
    },
    /** Opens a queue with a worker; another one beside it when called again. */
    open: async (policy: Partial<JobPolicy> = {}): Promise<TestQueue> => {
      setPolicy(policy);
      const queue = await open(database.url);
      opened.push(queue);
      return queue;
    },
    enqueue: (orderId: string, options?: EnqueueOptions) => enqueueAll([orderId], options),
    /** In one transaction. */
    enqueueAll,
    drop: (orderId: string) => first().database.transaction((tx) => first().queue.drop(tx, TestJob, { orderId })),
    start: (handle: TestHandler, queue = first()) => asAnotherProcess(() => queue.start(handle)),
    record: (async ({ orderId }) => {
      handled.push(orderId);
      return done;
    }) satisfies TestHandler as TestHandler,
    /** A process whose jobs never finish; it says `started …`. */
    startHangingWorker(): RunningProgram {
      const process = startScript(hangingWorker, [database.url, ...(redisUrl ? [redisUrl] : [])]);
      processes.push(process);
      return process;
    },
  };
}

export async function countRows(database: Database, from: string): Promise<number> {
  const { rows } = await sql
    .raw<{ count: number }>(`select count(*)::int as count from ${from}`)
    .execute(database.kysely());
  return rows[0]?.count ?? 0;
}
