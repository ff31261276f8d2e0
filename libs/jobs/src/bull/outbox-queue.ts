import type { JobName } from '@daybook/contract';
import { Nudges, type Transaction } from '@daybook/database';
import { Injectable } from '@nestjs/common';
import { sql } from 'kysely';
import type { DiscardedJob, InspectableQueue } from '../job-list.js';
import type { JobPayloads } from '../job-payloads.js';
import { JobQueue, type EnqueueOptions } from '../job-queue.js';
import { Outbox } from './outbox.js';

const isRunning = sql`leased_until is not null and leased_until >= now()`;

/** Enqueues a job as a row, without a connection to Redis: after the commit, the workers' relays dispatch it there. */
@Injectable()
export class OutboxQueue extends JobQueue implements InspectableQueue {
  readonly unfinishedJobsSql = sql`(
    select id, name, data, attempts, enqueued_at, due_at, discarded_at, last_error,
      case when discarded_at is not null then 'discarded' when ${isRunning} then 'running' else 'waiting' end as state
    from job_outbox)`;

  constructor(
    private readonly outbox: Outbox,
    private readonly nudges: Nudges,
  ) {
    super();
  }

  async enqueue<N extends JobName>(
    tx: Transaction,
    name: N,
    data: JobPayloads[N],
    options: EnqueueOptions = {},
  ): Promise<void> {
    await this.outbox.add(tx, name, data, options);
    tx.afterCommit(() => this.nudges.send('daybook_jobs'));
  }

  hasUnfinished<N extends JobName>(tx: Transaction, name: N, data: Partial<JobPayloads[N]>): Promise<boolean> {
    return this.outbox.hasUnfinished(tx, name, data);
  }

  async takeDiscarded(tx: Transaction, id: string): Promise<DiscardedJob | null> {
    const { rows } = await sql<DiscardedJob>`
      delete from job_outbox where id = ${id} and discarded_at is not null returning name, data`.execute(tx.sql);
    return rows[0] ?? null;
  }

  async runNow(tx: Transaction, id: string): Promise<boolean> {
    const { rows } = await sql`
      update job_outbox set due_at = least(due_at, now()), version = version + 1, dispatched_at = null
      where id = ${id} and discarded_at is null and not (${isRunning}) returning id`.execute(tx.sql);
    tx.afterCommit(() => this.nudges.send('daybook_jobs'));
    return rows.length > 0;
  }
}
