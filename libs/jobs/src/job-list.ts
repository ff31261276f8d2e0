import type { JobCounts, JobListQuery, JobState, Page } from '@daybook/contract';
import { anyOf, newestFirst, type Database, type Transaction } from '@daybook/database';
import type { SelectQueryBuilder } from 'kysely';
import { attemptsBefore, withAttemptsBefore } from './attempts-before.js';
import { declaredJobs, findJob } from './job.js';
import type { JobPolicies } from './job-policies.js';
import type { JobQueue } from './job-queue.js';

export interface ListedJob {
  id: string;
  name: string;
  label: string;
  data: object;
  state: JobState;
  /** Attempts started, those of earlier jobs included; more than `maxAttempts` when workers crashed. */
  attempts: number;
  maxAttempts: number;
  enqueuedAt: Date;
  dueAt: Date | null;
  discardedAt: Date | null;
  lastError: string | null;
  /** Where a person tries again instead of running it again; null for a job that can be run. */
  retryHint: string | null;
}

/** `gone`: it is neither waiting nor discarded. */
export type RunNowResult = { outcome: 'started' | 'gone' } | { outcome: 'refused'; reason: string };

export interface DiscardedJob {
  name: string;
  data: object;
  attempts: number;
}

interface UnfinishedJob {
  id: string;
  name: string;
  data: object;
  state: JobState;
  attempts: number;
  /** To the millisecond. */
  enqueued_at: Date;
  due_at: Date;
  discarded_at: Date | null;
  last_error: string | null;
}

export interface InspectableQueue {
  /** The jobs that are not done. */
  unfinishedJobs(database: Database): Pick<SelectQueryBuilder<object, never, UnfinishedJob>, 'as'>;
  /** Removes and returns a discarded job; null when there is none. */
  takeDiscarded(tx: Transaction, id: string): Promise<DiscardedJob | null>;
  /** Makes a waiting job due; false when there is none. */
  runNow(tx: Transaction, id: string): Promise<boolean>;
}

const maxCount = 100;

export class JobList {
  constructor(
    private readonly database: Database,
    private readonly policies: JobPolicies,
    private readonly queue: JobQueue & InspectableQueue,
  ) {}

  /** By the time they were enqueued, newest first. Throws `InvalidCursorError`. */
  async list({ state, ...query }: JobListQuery): Promise<Page<ListedJob>> {
    const keyset = newestFirst(query);
    const jobs = this.unfinished()
      .select(['id', 'name', 'data', 'state', 'attempts', 'enqueued_at as enqueuedAt', 'last_error as lastError'])
      .select((job) => [
        job.case().when('state', '=', 'waiting').then(job.ref('due_at')).else(null).end().as('dueAt'),
        'discarded_at as discardedAt',
      ]);
    const page = keyset.apply(state ? jobs.where('state', '=', state) : jobs, 'enqueued_at', 'id');
    const rows = await page.execute();
    const listed = rows.map((row) => ({
      ...row,
      label: findJob(row.name)?.label ?? row.name,
      retryHint: retryHintOf(row),
      attempts: attemptsBefore(row.data) + row.attempts,
      maxAttempts: attemptsBefore(row.data) + this.policies.get(row.name).maxAttempts,
    }));
    return keyset.page(listed, ({ enqueuedAt }) => enqueuedAt);
  }

  async counts(): Promise<JobCounts> {
    const counts = await this.database
      .kysely<object>()
      .selectNoFrom(() => [
        this.count('waiting').as('waiting'),
        this.count('running').as('running'),
        this.count('discarded').as('discarded'),
      ])
      .executeTakeFirstOrThrow();
    const capped = (count: number | null) => ({
      count: Math.min(count ?? 0, maxCount),
      isCapped: (count ?? 0) > maxCount,
    });
    return { waiting: capped(counts.waiting), running: capped(counts.running), discarded: capped(counts.discarded) };
  }

  private count(state: JobState) {
    const some = this.unfinished()
      .select('id')
      .where('state', '=', state)
      .limit(maxCount + 1);
    const db = this.database.kysely<object>();
    return db.selectFrom(some.as('some')).select(({ fn }) => fn.countAll<number>().as('count'));
  }

  private unfinished() {
    return this.database
      .kysely<object>()
      .selectFrom(this.queue.unfinishedJobs(this.database).as('job'))
      .where('name', '=', anyOf(declaredJobs().map(({ name }) => name)));
  }

  /**
   * Makes a waiting job due, or enqueues a discarded one again under another id: with all its attempts, counted on from
   * those it has made.
   */
  async runNow(id: string): Promise<RunNowResult> {
    const job = await this.unfinished().select(['name', 'state']).where('id', '=', id).executeTakeFirst();
    const reason = job && retryHintOf(job);
    if (reason) return { outcome: 'refused', reason };
    return this.database.transaction(async (tx) => {
      const discarded = await this.queue.takeDiscarded(tx, id);
      if (!discarded) return { outcome: (await this.queue.runNow(tx, id)) ? 'started' : 'gone' };
      const { name, data } = discarded;
      const attempts = Math.min(discarded.attempts, this.policies.get(name).maxAttempts);
      await this.queue.enqueueNamed(tx, name, withAttemptsBefore(data, attemptsBefore(data) + attempts), {});
      return { outcome: 'started' };
    });
  }
}

const retryHintOf = ({ name, state }: Pick<UnfinishedJob, 'name' | 'state'>): string | null =>
  (state === 'discarded' && findJob(name)?.retryHint) || null;
