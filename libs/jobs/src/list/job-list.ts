import { jobStates, type JobCounts, type JobListQuery, type JobState, type Page } from '@daybook/contract';
import { cursorTime, decodeCursor, pageOf, type Database } from '@daybook/database';
import { sql } from 'kysely';
import { z } from 'zod';
import { jobNames, type JobMap, type JobName } from '../job-map.js';
import type { JobPolicySet } from '../job-policy-set.js';
import type { JobQueue } from '../job-queue.js';
import type { JobRows } from './job-rows.js';

export interface ListedJob {
  id: string;
  name: JobName;
  data: JobMap[JobName];
  state: JobState;
  /** Tries begun; more than `triesGranted` when workers died of some. */
  tries: number;
  triesGranted: number;
  askedAt: Date;
  dueAt: Date | null;
  givenUpAt: Date | null;
  lastError: string | null;
}

const position = z.tuple([cursorTime, z.uuid()]);
const most = 100;

/** The jobs that are not done, as people look at them, whichever queue they are in. */
export class JobList {
  constructor(
    private readonly database: Database,
    private readonly queue: JobQueue,
    private readonly policies: JobPolicySet,
    private readonly jobs: JobRows,
  ) {}

  /** By when they were asked for, newest first. Throws `BadCursor`. */
  async page({ state, limit, before }: JobListQuery): Promise<Page<ListedJob>> {
    const conditions = [sql`name in (${sql.join(jobNames)})`];
    if (state) conditions.push(sql`state = ${state}`);
    if (before !== undefined) {
      const [askedAt, id] = decodeCursor(before, position);
      conditions.push(sql`(asked_at, id) < (${new Date(askedAt)}, ${id})`);
    }
    const { rows } = await sql<Omit<ListedJob, 'triesGranted'>>`
      select id, name, data, state, tries, asked_at as "askedAt", last_error as "lastError",
        case when state = 'waiting' then due_at end as "dueAt", given_up_at as "givenUpAt"
      from ${this.jobs.rows} as job where ${sql.join(conditions, sql` and `)}
      order by asked_at desc, id desc limit ${limit + 1}`.execute(this.database.sql);
    const listed = rows.map((row) => ({ ...row, triesGranted: this.policies.of(row.name).attempts }));
    return pageOf(listed, limit, (last) => [last.askedAt.getTime(), last.id]);
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
    return { waiting: counted('waiting'), running: counted('running'), given_up: counted('given_up') };
  }

  /**
   * Has a waiting job tried now, and asks anew for one that was given up: it begins with its first try, under another id.
   * False when the job does neither.
   */
  async run(id: string): Promise<boolean> {
    return this.database.transaction(async (tx) => {
      const job = await this.jobs.takeGivenUp(tx, id);
      if (!job) return this.jobs.hurry(tx, id);
      await this.queue.ask(tx, job.name, job.data);
      return true;
    });
  }
}
