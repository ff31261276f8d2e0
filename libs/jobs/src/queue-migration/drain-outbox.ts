import type { Database } from '@daybook/database';
import type { Outbox } from '../bull/outbox.js';
import type { JobQueue } from '../job-queue.js';
import type { MoveBatch } from './queue-migration.js';

const mostAtOnce = 500;

export function drainOutbox(database: Database, outbox: Outbox, queue: JobQueue): MoveBatch {
  return () =>
    database.transaction(async (tx) => {
      const jobs = await outbox.drain(tx, mostAtOnce);
      for (const { name, data, key, startAfter } of jobs) {
        await queue.enqueue(tx, name, data, { startAfter, ...(key === null ? {} : { key }) });
      }
      return jobs.length;
    });
}
