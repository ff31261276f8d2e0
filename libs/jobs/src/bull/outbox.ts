import {
  anyOf,
  daysAgo,
  Database,
  givenRows,
  jsonb,
  now,
  secondsAgo,
  secondsFromNow,
  type Transaction,
} from '@daybook/database';
import { Injectable } from '@nestjs/common';
import type { ExpressionBuilder, Kysely, UpdateQueryBuilder } from 'kysely';
import { v7 as uuidv7 } from 'uuid';
import { declaredJobs } from '../job.js';
import type { EnqueueOptions } from '../job-queue.js';
import type { JobsTables } from '../jobs.entities.js';
import { leaseSeconds } from '../keep-renewing.js';

/** A job at a version, which each attempt and each change raises: what Redis holds may be an older one. */
export interface JobRef {
  id: string;
  version: number;
}

export interface DueJob extends JobRef {
  name: string;
}

/** A job that belongs to this process for as long as its lease is renewed. */
export interface ClaimedJob extends JobRef {
  data: object;
  /** Attempts started, this one included. */
  attempts: number;
}

export interface EnqueuedJob {
  name: string;
  data: object;
  key: string | null;
  startAfter: Date;
}

const retentionDays = 7;

type Job = ExpressionBuilder<JobsTables, 'job_outbox'>;

/** Read at each call: jobs are declared while their files are imported. */
const isKnown = (job: Job) => job('name', '=', anyOf(declaredJobs().map(({ name }) => name)));
const isUnleased = (job: Job) =>
  job.and([
    job('discarded_at', 'is', null),
    job.or([job('leased_until', 'is', null), job('leased_until', '<', now())]),
  ]);
const isRunnable = (job: Job) => job.and([isKnown(job), job('due_at', '<=', now()), isUnleased(job)]);
const nextVersion = (job: Job) => job('version', '+', 1);

/** The jobs as rows. Only the database's clock counts. A row is deleted when its job is done, or a week after it was discarded. */
@Injectable()
export class Outbox {
  constructor(private readonly database: Database) {}

  async add(tx: Transaction, name: string, data: object, { key, startAfter }: EnqueueOptions): Promise<void> {
    const job = { name, key: key ?? null, data: jsonb(data), due_at: startAfter ?? now() };
    // the waiting row stays locked until the commit, so that no worker starts it without seeing what changed
    await tx
      .kysely<JobsTables>()
      .insertInto('job_outbox')
      .values({ id: uuidv7(), ...job })
      .onConflict((conflict) =>
        conflict
          .columns(['name', 'key'])
          .where('attempts', '=', 0)
          .doUpdateSet((waiting) => ({
            data: waiting.ref('excluded.data'),
            due_at: waiting.ref('excluded.due_at'),
            version: waiting('job_outbox.version', '+', 1),
            dispatched_at: null,
          })),
      )
      .execute();
  }

  async hasUnfinished(tx: Transaction, name: string, data: object): Promise<boolean> {
    const job = await tx
      .kysely<JobsTables>()
      .selectFrom('job_outbox')
      .select('id')
      .where('name', '=', name)
      .where('data', '@>', jsonb(data))
      .where('discarded_at', 'is', null)
      .limit(1)
      .executeTakeFirst();
    return job !== undefined;
  }

  async drop(tx: Transaction, name: string, data: object): Promise<number> {
    const dropped = await tx
      .kysely<JobsTables>()
      .deleteFrom('job_outbox')
      .where('name', '=', name)
      .where('data', '@>', jsonb(data))
      .where((job) => job.or([job('discarded_at', 'is not', null), isUnleased(job)]))
      .executeTakeFirst();
    return Number(dropped.numDeletedRows);
  }

  /** Marks due jobs as dispatched and returns them, in the order they are due. */
  markDueDispatched(limit: number): Promise<DueJob[]> {
    return this.markDispatched((job) => job('dispatched_at', 'is', null), limit);
  }

  /** Marks due jobs again whose dispatch is so long ago that it may be lost. */
  markStaleDispatched(afterSeconds: number, limit: number): Promise<DueJob[]> {
    return this.markDispatched((job) => job('dispatched_at', '<', secondsAgo(afterSeconds)), limit);
  }

  /** The jobs did not arrive, or nobody here runs them. */
  async undispatch(jobs: JobRef[]): Promise<void> {
    await this.updateGiven(jobs).set({ dispatched_at: null }).execute();
  }

  async undispatchAll(): Promise<void> {
    await this.update().set({ dispatched_at: null }).where('dispatched_at', 'is not', null).execute();
  }

  /** Milliseconds until the next job becomes due; null if none does. */
  async msUntilNextDue(): Promise<number | null> {
    const { dueAt, at } = await this.jobs()
      .selectFrom('job_outbox')
      .select((job) => [job.fn.min<Date | null>('due_at').as('dueAt'), now().as('at')])
      .where('dispatched_at', 'is', null)
      .where('discarded_at', 'is', null)
      .where('due_at', '>', now())
      .executeTakeFirstOrThrow();
    return dueAt && Number(dueAt) - Number(at);
  }

  /** Leases a job for an attempt; null if it has changed, is not due, or is leased. Skips a row that is locked. */
  async claim({ id, version }: JobRef): Promise<ClaimedJob | null> {
    const claimed = await this.update()
      .set((job) => ({
        attempts: job('attempts', '+', 1),
        version: nextVersion(job),
        dispatched_at: null,
        leased_until: secondsFromNow(leaseSeconds),
      }))
      .where('id', '=', (job) =>
        job
          .selectFrom('job_outbox')
          .select('id')
          .where('id', '=', id)
          .where('version', '=', version)
          .where(isRunnable)
          .forUpdate()
          .skipLocked(),
      )
      .returning(['id', 'version', 'attempts', 'data'])
      .executeTakeFirst();
    return claimed ?? null;
  }

  /** Returns the ids of the jobs whose leases it could renew. */
  async renewLeases(jobs: JobRef[]): Promise<Set<string>> {
    const renewed = await this.updateGiven(jobs)
      .set({ leased_until: secondsFromNow(leaseSeconds) })
      .where('job_outbox.leased_until', 'is not', null)
      .returning('job_outbox.id')
      .execute();
    return new Set(renewed.map(({ id }) => id));
  }

  async complete({ id, version }: JobRef): Promise<void> {
    await this.jobs().deleteFrom('job_outbox').where('id', '=', id).where('version', '=', version).execute();
  }

  async reschedule(ref: JobRef, reason: string, delaySeconds: number): Promise<void> {
    await wait(this.update(), ref, delaySeconds).set({ last_error: reason }).execute();
  }

  /**
   * Like `reschedule`, but the attempt does not count. The job has started, so it gives up its key: another one may be
   * waiting under it by now.
   */
  async snooze(ref: JobRef, delaySeconds: number): Promise<void> {
    await wait(this.update(), ref, delaySeconds)
      .set((job) => ({ attempts: job('attempts', '-', 1), key: null }))
      .execute();
  }

  async discard({ id, version }: JobRef, reason: string): Promise<void> {
    await this.update()
      .set({ discarded_at: now(), leased_until: null, last_error: reason })
      .where('id', '=', id)
      .where('version', '=', version)
      .execute();
  }

  /** Deletes jobs that were discarded over a week ago. */
  async prune(): Promise<void> {
    await this.jobs().deleteFrom('job_outbox').where('discarded_at', '<', daysAgo(retentionDays)).execute();
  }

  /** Removes and returns jobs, due or not, that nobody runs. */
  drain(tx: Transaction, limit: number): Promise<EnqueuedJob[]> {
    return tx
      .kysely<JobsTables>()
      .deleteFrom('job_outbox')
      .where('id', 'in', (job) =>
        job
          .selectFrom('job_outbox')
          .select('id')
          .where(isKnown)
          .where(isUnleased)
          .orderBy('due_at')
          .orderBy('id')
          .limit(limit)
          .forUpdate()
          .skipLocked(),
      )
      .returning(['name', 'data', 'key', 'due_at as startAfter'])
      .execute();
  }

  private async markDispatched(
    condition: (job: Job) => ReturnType<typeof isRunnable>,
    limit: number,
  ): Promise<DueJob[]> {
    return this.jobs()
      .with('marked', (db) =>
        db
          .updateTable('job_outbox')
          .set({ dispatched_at: now() })
          .where('id', 'in', (job) =>
            job
              .selectFrom('job_outbox')
              .select('id')
              .where(condition)
              .where(isRunnable)
              .orderBy('due_at')
              .orderBy('id')
              .limit(limit)
              .forUpdate()
              .skipLocked(),
          )
          .returning(['id', 'name', 'version', 'due_at']),
      )
      .selectFrom('marked')
      .select(['id', 'name', 'version'])
      .orderBy('due_at')
      .orderBy('id')
      .execute();
  }

  private jobs(): Kysely<JobsTables> {
    return this.database.kysely<JobsTables>();
  }

  private update() {
    return this.jobs().updateTable('job_outbox');
  }

  private updateGiven(jobs: JobRef[]) {
    const db = this.jobs();
    return db
      .updateTable('job_outbox')
      .from(
        givenRows(
          db,
          'job_outbox',
          jobs.map(({ id, version }) => ({ id, version })),
        ),
      )
      .whereRef('job_outbox.id', '=', 'given.id')
      .whereRef('job_outbox.version', '=', 'given.version');
  }
}

/** Ends the attempt; the next one is due after the delay. */
const wait = <Result>(
  update: UpdateQueryBuilder<JobsTables, 'job_outbox', 'job_outbox', Result>,
  { id, version }: JobRef,
  delaySeconds: number,
) =>
  update
    .set((job) => ({
      due_at: secondsFromNow(delaySeconds),
      version: nextVersion(job),
      leased_until: null,
      dispatched_at: null,
    }))
    .where('id', '=', id)
    .where('version', '=', version);
