import type { Database } from '@daybook/database';
import type { Outbox } from '../bull/outbox.js';
import type { JobQueue } from '../job-queue.js';
import type { MoveSome } from './crossing.js';

const mostAtOnce = 500;

export function fromOutbox(database: Database, outbox: Outbox, queue: JobQueue): MoveSome {
  return () =>
    database.transaction(async (tx) => {
      const jobs = await outbox.takeAway(tx, mostAtOnce);
      for (const { name, data, key, startAfter } of jobs) {
        await queue.ask(tx, name, data, { startAfter, ...(key === null ? {} : { key }) });
      }
      return jobs.length;
    });
}
