import type { Database } from '@daybook/database';
import { afterEach, beforeEach } from '@jest/globals';
import { aDatabase, type TestDatabase } from '../../../../test/support/database.js';
import { startScript, type RunningProgram } from '../../../../test/support/processes.js';
import type { JobPolicyTable, JobPolicy } from '../../src/job-map.js';
import type { EnqueueOptions, JobQueue } from '../../src/job-queue.js';
import type { JobList } from '../../src/list/job-list.js';
import { done, type JobHandler, type JobHandlers } from '../../src/job-worker.js';
import { forEveryJob, onlyFetching } from '../only-fetching.js';

/** A queue with a worker that has not begun. */
export interface QueueUnderTest {
  database: Database;
  queue: JobQueue;
  list: JobList;
  work(handlers: JobHandlers): Promise<void>;
  /** Stops the worker as the end of its process does. */
  stopWorking(): Promise<void>;
  /** Jobs that are neither done nor given up. */
  left(): Promise<number>;
  close(): Promise<void>;
}

export interface QueueKind {
  open: (databaseUrl: string, policies: JobPolicyTable) => Promise<QueueUnderTest>;
  /** For workers in processes of their own. */
  redisUrl?: string;
}

export type FetchOrderLines = JobHandler<'fetch-order-lines'>;
export type QueueBench = ReturnType<typeof useQueue>;

const quick: JobPolicy = {
  maxAttempts: 3,
  backoffSeconds: 0,
  maxBackoffSeconds: 0,
  timeoutSeconds: 20,
  concurrency: 1,
};
export const policiesLike = (policy: Partial<JobPolicy>): JobPolicyTable => forEveryJob({ ...quick, ...policy });

const hangingWorker = new URL('../hanging-worker.mjs', import.meta.url);

/** Queues on a database that each test has for itself, and what is done with them again and again. */
export function useQueue({ open, redisUrl }: QueueKind) {
  let database: TestDatabase;
  const opened: QueueUnderTest[] = [];
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

  const first = (): QueueUnderTest => {
    const [queue] = opened;
    if (!queue) throw new Error('Open a queue first.');
    return queue;
  };
  return {
    /** What `note` has handled, in order. */
    handled,
    get jobs() {
      return first();
    },
    /** A queue with a worker; another one beside it, when it is called again. */
    open: async (policy: Partial<JobPolicy> = {}): Promise<QueueUnderTest> => {
      const queue = await open(database.url, policiesLike(policy));
      opened.push(queue);
      return queue;
    },
    ask: (orderId: string, options?: EnqueueOptions) =>
      first().database.transaction((tx) => first().queue.enqueue(tx, 'fetch-order-lines', { orderId }, options)),
    work: (handler: FetchOrderLines, queue = first()) => queue.work(onlyFetching(handler)),
    note: (async ({ orderId }) => {
      handled.push(orderId);
      return done;
    }) satisfies FetchOrderLines as FetchOrderLines,
    /** A process whose worker says `took …`, and never finishes. */
    aHangingProcess(): RunningProgram {
      const process = startScript(hangingWorker, [database.url, ...(redisUrl ? [redisUrl] : [])]);
      processes.push(process);
      return process;
    },
  };
}
