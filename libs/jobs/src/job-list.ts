import {
  jobNames,
  jobStates,
  type JobCounts,
  type JobListQuery,
  type JobName,
  type JobState,
  type Page,
} from '@daybook/contract';
import { newestFirstKeyset, type Database, type Transaction } from '@daybook/database';
import { sql, type RawBuilder } from 'kysely';
import type { JobPayloads } from './job-payloads.js';
import type { JobPolicies } from './job-policies.js';
import type { JobQueue } from './job-queue.js';

export interface ListedJob {
  id: string;
  name: JobName;
  data: JobPayloads[JobName];
  state: JobState;
  /** Attempts started; more than `maxAttempts` when workers crashed. */
  attempts: number;
  maxAttempts: number;
  enqueuedAt: Date;
  dueAt: Date | null;
  discardedAt: Date | null;
  lastError: string | null;
}

export interface DiscardedJob {
  name: JobName;
  data: JobPayloads[JobName];
}

export interface InspectableQueue {
  /**
   * A subselect of the jobs that are not done: id, name, data, state, attempts, enqueued_at (to the millisecond), due_at,
   * discarded_at, last_error.
   */
  readonly unfinishedJobsSql: RawBuilder<unknown>;
  /** Removes and returns a discarded job; null when there is none. */
  takeDiscarded(tx: Transaction, id: string): Promise<DiscardedJob | null>;
  /** Makes a waiting job due; false when there is none. */
  runNow(tx: Transaction, id: string): Promise<boolean>;
}

const maxCount = 100;
const isKnown = sql`name in (${sql.join(jobNames)})`;

export class JobList {
  constructor(
    private readonly database: Database,
    private readonly policies: JobPolicies,
    private readonly queue: JobQueue & InspectableQueue,
  ) {}

  /** By the time they were enqueued, newest first. Throws `InvalidCursorError`. */
  async list({ state, ...query }: JobListQuery): Promise<Page<ListedJob>> {
    const keyset = newestFirstKeyset('enqueued_at', query);
    const conditions = [isKnown, keyset.where];
    if (state) conditions.push(sql`state = ${state}`);
    const { rows } = await sql<Omit<ListedJob, 'maxAttempts'>>`
      select id, name, data, state, attempts, enqueued_at as "enqueuedAt", last_error as "lastError",
        case when state = 'waiting' then due_at end as "dueAt", discarded_at as "discardedAt"
      from ${this.queue.unfinishedJobsSql} as job where ${sql.join(conditions, sql` and `)}
      ${keyset.orderBy}`.execute(this.database.sql);
    const jobs = rows.map((row) => ({ ...row, maxAttempts: this.policies.get(row.name).maxAttempts }));
    return keyset.page(jobs, ({ enqueuedAt }) => enqueuedAt);
  }

  async counts(): Promise<JobCounts> {
    const { rows } = await sql<{ state: JobState; count: number }>`
      select given.state, (
        select count(*)::int from (
          select 1 from ${this.queue.unfinishedJobsSql} as job
          where job.state = given.state and ${isKnown} limit ${maxCount + 1}) as counted) as count
      from unnest(array[${sql.join(jobStates)}]) as given (state)`.execute(this.database.sql);
    const counts = new Map(rows.map(({ state, count }) => [state, count]));
    const cappedCount = (state: JobState) => {
      const count = counts.get(state) ?? 0;
      return { count: Math.min(count, maxCount), isCapped: count > maxCount };
    };
    return { waiting: cappedCount('waiting'), running: cappedCount('running'), discarded: cappedCount('discarded') };
  }

  /**
   * Makes a waiting job due, or enqueues a discarded one again under another id, with all its attempts. False when the job
   * is neither.
   */
  async runNow(id: string): Promise<boolean> {
    return this.database.transaction(async (tx) => {
      const discarded = await this.queue.takeDiscarded(tx, id);
      if (!discarded) return this.queue.runNow(tx, id);
      await this.queue.enqueue(tx, discarded.name, discarded.data);
      return true;
    });
  }
}
