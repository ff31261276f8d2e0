import type { Transaction } from '@daybook/database';
import { sql } from 'kysely';
import type { JobName } from '../job-map.js';
import type { DiscardedJob, JobRows } from '../list/job-rows.js';
import type { PgBossQueue } from './pg-boss-queue.js';

/** pg-boss's jobs as a list. It counts retries, beginning with the second try. */
export class BossRows implements JobRows {
  readonly rows = sql`(
    select id, name, data, case when started_on is null then 0 else retry_count + 1 end as attempts,
      date_trunc('milliseconds', created_on) as enqueued_at, start_after as due_at,
      case when state = 'failed' then completed_on end as discarded_at,
      coalesce(output ->> 'reason', output #>> '{value,message}', output ->> 'message') as last_error,
      case when state = 'failed' then 'discarded' when state = 'active' then 'running' else 'waiting' end as state
    from pgboss.job where state in ('created', 'retry', 'active', 'failed'))`;

  constructor(private readonly queue: PgBossQueue) {}

  async takeDiscarded(tx: Transaction, id: string): Promise<DiscardedJob | null> {
    const { rows } = await sql<DiscardedJob>`
      select name, data from pgboss.job where id = ${id} and state = 'failed' for update`.execute(tx.sql);
    const [job] = rows;
    if (job) await this.queue.delete(tx, job.name, id);
    return job ?? null;
  }

  async runNow(tx: Transaction, id: string): Promise<boolean> {
    const { rows } = await sql<{ name: JobName }>`
      select name from pgboss.job where id = ${id} and state in ('created', 'retry') for update`.execute(tx.sql);
    return rows[0] !== undefined && this.queue.runNow(tx, rows[0].name, id);
  }
}
