import { jobStates, type JobCounts, type JobListQuery, type JobState, type Page } from '@daybook/contract';
import { newestFirst, type Database } from '@daybook/database';
import { sql } from 'kysely';
import { jobNames, type JobMap, type JobName } from '../job-map.js';
import type { JobPolicies } from '../job-policies.js';
import type { JobQueue } from '../job-queue.js';
import type { JobRows } from './job-rows.js';

export interface ListedJob {
  id: string;
  name: JobName;
  data: JobMap[JobName];
  state: JobState;
  /** Tries begun; more than `triesGranted` when workers died of some. */
  attempts: number;
  maxAttempts: number;
  enqueuedAt: Date;
  dueAt: Date | null;
  discardedAt: Date | null;
  lastError: string | null;
}

const most = 100;

/** The jobs that are not done, as people look at them, whichever queue they are in. */
export class JobList {
  constructor(
    private readonly database: Database,
    private readonly queue: JobQueue,
    private readonly policies: JobPolicies,
    private readonly jobs: JobRows,
  ) {}

  /** By when they were asked for, newest first. Throws `InvalidCursorError`. */
  async page({ state, ...query }: JobListQuery): Promise<Page<ListedJob>> {
    const keyset = newestFirst('enqueued_at', query);
    const conditions = [sql`name in (${sql.join(jobNames)})`, keyset.where];
    if (state) conditions.push(sql`state = ${state}`);
    const { rows } = await sql<Omit<ListedJob, 'maxAttempts'>>`
      select id, name, data, state, attempts, enqueued_at as "enqueuedAt", last_error as "lastError",
        case when state = 'waiting' then due_at end as "dueAt", discarded_at as "discardedAt"
      from ${this.jobs.rows} as job where ${sql.join(conditions, sql` and `)}
      ${keyset.orderBy}`.execute(this.database.sql);
    const listed = rows.map((row) => ({ ...row, maxAttempts: this.policies.get(row.name).maxAttempts }));
    return keyset.page(listed, ({ enqueuedAt }) => enqueuedAt);
  }

  async counts(): Promise<JobCounts> {
    const { rows } = await sql<{ state: JobState; found: number }>`
      select wanted.state, (
        select count(*)::int from (
          select 1 from ${this.jobs.rows} as job
          where job.state = wanted.state and name in (${sql.join(jobNames)}) limit ${most + 1}) as listed) as found
      from unnest(array[${sql.join(jobStates)}]) as wanted (state)`.execute(this.database.sql);
    const found = new Map(rows.map((row) => [row.state, row.found]));
    const counted = (state: JobState) => {
      const count = found.get(state) ?? 0;
      return { count: Math.min(count, most), capped: count > most };
    };
    return { waiting: counted('waiting'), running: counted('running'), discarded: counted('discarded') };
  }

  /**
   * Has a waiting job tried now, and asks anew for one that was given up: it begins with its first try, under another id.
   * False when the job does neither.
   */
  async run(id: string): Promise<boolean> {
    return this.database.transaction(async (tx) => {
      const job = await this.jobs.takeDiscarded(tx, id);
      if (!job) return this.jobs.runNow(tx, id);
      await this.queue.enqueue(tx, job.name, job.data);
      return true;
    });
  }
}
