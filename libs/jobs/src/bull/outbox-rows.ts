import type { Transaction } from '@daybook/database';
import { sql } from 'kysely';
import type { GivenUpJob, JobRows } from '../list/job-rows.js';
import type { OutboxNudge } from './outbox-nudge.js';

const isRunning = sql`leased_until is not null and leased_until >= now()`;

/** The outbox as a list: its rows are the jobs, whatever Redis has of them. */
export class OutboxRows implements JobRows {
  readonly rows = sql`(
    select id, name, data, tries, inserted_at as asked_at, due_at, given_up_at, last_error,
      case when given_up_at is not null then 'given_up' when ${isRunning} then 'running' else 'waiting' end as state
    from job_outbox)`;

  constructor(private readonly nudge: OutboxNudge) {}

  async takeGivenUp(tx: Transaction, id: string): Promise<GivenUpJob | null> {
    const { rows } = await sql<GivenUpJob>`
      delete from job_outbox where id = ${id} and given_up_at is not null returning name, data`.execute(tx.sql);
    return rows[0] ?? null;
  }

  async hurry(tx: Transaction, id: string): Promise<boolean> {
    const { rows } = await sql`
      update job_outbox set due_at = least(due_at, now()), turn = turn + 1, handed_over_at = null
      where id = ${id} and given_up_at is null and not (${isRunning}) returning id`.execute(tx.sql);
    tx.afterCommit(() => this.nudge.send());
    return rows.length > 0;
  }
}
