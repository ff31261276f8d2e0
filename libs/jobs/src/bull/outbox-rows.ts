import type { Nudges, Transaction } from '@daybook/database';
import { sql } from 'kysely';
import type { DiscardedJob, JobRows } from '../list/job-rows.js';

const isRunning = sql`leased_until is not null and leased_until >= now()`;

/** The outbox as a list: its rows are the jobs, whatever Redis has of them. */
export class OutboxRows implements JobRows {
  readonly rows = sql`(
    select id, name, data, attempts, enqueued_at, due_at, discarded_at, last_error,
      case when discarded_at is not null then 'discarded' when ${isRunning} then 'running' else 'waiting' end as state
    from job_outbox)`;

  constructor(private readonly nudges: Nudges) {}

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
