import { connectionTimeoutMillis, isDatabaseUnavailable, type Database, type Transaction } from '@daybook/database';
import { Logger, type BeforeApplicationShutdown, type OnApplicationBootstrap } from '@nestjs/common';
import { fromKysely, type PgBoss } from 'pg-boss';
import type { Outbox } from './bull/outbox.js';
import { declaredJobs } from './job.js';
import type { JobQueue } from './job-queue.js';
import { createBoss, startOnExistingSchema } from './pg-boss/boss.js';

/** Moves some jobs from the queue that is no longer used to the current one; returns how many. */
export type MoveBatch = () => Promise<number>;

const intervalMs = 60_000;
const batchSize = 500;

/**
 * Setting or removing REDIS_URL leaves jobs in the queue used before, and an older process may still add some. Every worker
 * moves them at its start and once a minute.
 */
export class QueueMigration implements OnApplicationBootstrap, BeforeApplicationShutdown {
  readonly #logger = new Logger('JobWorker');
  #timer: NodeJS.Timeout | undefined;
  #moving: Promise<void> | null = null;

  constructor(private readonly moveBatch: MoveBatch) {}

  onApplicationBootstrap(): void {
    this.#timer = setInterval(() => this.#start(), intervalMs);
    this.#start();
  }

  async beforeApplicationShutdown(): Promise<void> {
    clearInterval(this.#timer);
    await this.#moving;
  }

  #start(): void {
    this.#moving ??= this.#move().finally(() => (this.#moving = null));
  }

  async #move(): Promise<void> {
    try {
      const moved = await this.moveBatch();
      if (moved > 0) this.#logger.log(`Moved ${moved} ${moved === 1 ? 'job' : 'jobs'} from the queue used before.`);
    } catch (error) {
      if (!isDatabaseUnavailable(error)) this.#logger.error(error);
    }
  }
}

export function createOutboxMover(database: Database, outbox: Outbox, queue: JobQueue): MoveBatch {
  return () =>
    database.transaction(async (tx) => {
      const jobs = await outbox.drain(tx, batchSize);
      for (const { name, data, key, startAfter } of jobs) {
        await queue.enqueueNamed(tx, name, data, { startAfter, ...(key !== null && { key }) });
      }
      return jobs.length;
    });
}

/** Moves the jobs that are due. Those of crashed workers become due first. */
export function createPgBossMover(database: Database, url: string, queue: JobQueue): MoveBatch {
  return async () => {
    const options = { connectionString: url, application_name: 'daybook jobs', max: 1, connectionTimeoutMillis };
    const boss = createBoss({ ...options, supervise: false }, new Logger('JobWorker'));
    await startOnExistingSchema(boss);
    try {
      await boss.supervise();
      let moved = 0;
      // a job that this version added may never have been in that queue
      const existing = new Set((await boss.getQueues()).map(({ name }) => name));
      for (const { name } of declaredJobs().filter((job) => existing.has(job.name)))
        moved += await database.transaction((tx) => moveBossBatch(tx, boss, queue, name));
      return moved;
    } finally {
      await boss.stop({ graceful: false });
    }
  };
}

async function moveBossBatch(tx: Transaction, boss: PgBoss, queue: JobQueue, name: string): Promise<number> {
  const db = fromKysely(tx.kysely<object>());
  const jobs = await boss.fetch<object>(name, { batchSize, includeMetadata: true, db });
  if (jobs.length === 0) return 0;
  for (const { data, singletonKey } of jobs) {
    await queue.enqueueNamed(tx, name, data, singletonKey === null ? {} : { key: singletonKey });
  }
  const ids = jobs.map(({ id }) => id);
  await boss.deleteJob(name, ids, { db });
  return jobs.length;
}
