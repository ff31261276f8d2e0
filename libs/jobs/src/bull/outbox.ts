import { jobNames, type JobName } from '@daybook/contract';
import { Database, type Transaction } from '@daybook/database';
import { Injectable } from '@nestjs/common';
import { sql, type RawBuilder } from 'kysely';
import { v7 as uuidv7 } from 'uuid';
import type { JobPayloads } from '../job-payloads.js';
import type { EnqueueOptions } from '../job-queue.js';

/** A job at a version, which each attempt and each change raises: what Redis holds may be an older one. */
export interface JobRef {
  id: string;
  version: number;
}

export interface DueJob extends JobRef {
  name: JobName;
}

/** A job that belongs to this process for as long as its lease is renewed. */
export interface ClaimedJob<N extends JobName> extends JobRef {
  data: JobPayloads[N];
  /** Attempts started, this one included. */
  attempts: number;
}

export interface EnqueuedJob {
  name: JobName;
  data: JobPayloads[JobName];
  key: string | null;
  startAfter: Date;
}

export const leaseSeconds = 15;
const retentionDays = 7;

const isKnown = sql`name in (${sql.join(jobNames)})`;
const isUnleased = sql`discarded_at is null and (leased_until is null or leased_until < now())`;
const isRunnable = sql`${isKnown} and due_at <= now() and ${isUnleased}`;

/** The jobs as rows. Only the database's clock counts. A row is deleted when its job is done, or a week after it was discarded. */
@Injectable()
export class Outbox {
  constructor(private readonly database: Database) {}

  async add<N extends JobName>(
    tx: Transaction,
    name: N,
    data: JobPayloads[N],
    { key, startAfter }: EnqueueOptions,
  ): Promise<void> {
    const dueAt = startAfter ? sql`${startAfter}::timestamptz` : sql`now()`;
    // the waiting row stays locked until the commit, so that no worker starts it without seeing what changed
    await sql`
      insert into job_outbox (id, name, data, key, due_at)
      values (${uuidv7()}, ${name}, ${JSON.stringify(data)}::jsonb, ${key ?? null}, ${dueAt})
      on conflict (name, key) where attempts = 0 do update
      set data = excluded.data, due_at = excluded.due_at, version = job_outbox.version + 1, dispatched_at = null`.execute(
      tx.sql,
    );
  }

  async hasUnfinished<N extends JobName>(tx: Transaction, name: N, data: Partial<JobPayloads[N]>): Promise<boolean> {
    const { rows } = await sql`
      select from job_outbox where name = ${name} and data @> ${JSON.stringify(data)}::jsonb and discarded_at is null
      limit 1`.execute(tx.sql);
    return rows.length > 0;
  }

  /** Marks due jobs as dispatched and returns them, in the order they are due. */
  markDueDispatched(limit: number): Promise<DueJob[]> {
    return this.markDispatched(sql`dispatched_at is null`, limit);
  }

  /** Marks due jobs again whose dispatch is so long ago that it may be lost. */
  markStaleDispatched(afterSeconds: number, limit: number): Promise<DueJob[]> {
    return this.markDispatched(sql`dispatched_at < now() - make_interval(secs => ${afterSeconds})`, limit);
  }

  /** The jobs did not arrive, or nobody here runs them. */
  async undispatch(jobs: JobRef[]): Promise<void> {
    await sql`
      update job_outbox as job set dispatched_at = null
      from jsonb_to_recordset(${JSON.stringify(jobs)}::jsonb) as given (id uuid, version int)
      where job.id = given.id and job.version = given.version`.execute(this.database.sql);
  }

  async undispatchAll(): Promise<void> {
    await sql`update job_outbox set dispatched_at = null where dispatched_at is not null`.execute(this.database.sql);
  }

  /** Milliseconds until the next job becomes due; null if none does. */
  async msUntilNextDue(): Promise<number | null> {
    const { rows } = await sql<{ ms: number | null }>`
      select (extract(epoch from min(due_at) - now()) * 1000)::float8 as ms from job_outbox
      where dispatched_at is null and discarded_at is null and due_at > now()`.execute(this.database.sql);
    return rows[0]?.ms ?? null;
  }

  /** Leases a job for an attempt; null if it has changed, is not due, or is leased. Skips a row that is locked. */
  async claim<N extends JobName>({ id, version }: JobRef): Promise<ClaimedJob<N> | null> {
    const { rows } = await sql<ClaimedJob<N>>`
      update job_outbox set attempts = attempts + 1, version = version + 1, dispatched_at = null,
        leased_until = now() + make_interval(secs => ${leaseSeconds})
      where id = (select id from job_outbox where id = ${id} and version = ${version} and ${isRunnable} for update skip locked)
      returning id, version, attempts, data`.execute(this.database.sql);
    return rows[0] ?? null;
  }

  /** Returns the ids of the jobs whose leases it could renew. */
  async renewLeases(jobs: JobRef[]): Promise<Set<string>> {
    const { rows } = await sql<{ id: string }>`
      update job_outbox as job set leased_until = now() + make_interval(secs => ${leaseSeconds})
      from jsonb_to_recordset(${JSON.stringify(jobs)}::jsonb) as given (id uuid, version int)
      where job.id = given.id and job.version = given.version and leased_until is not null
      returning job.id`.execute(this.database.sql);
    return new Set(rows.map(({ id }) => id));
  }

  async complete({ id, version }: JobRef): Promise<void> {
    await sql`delete from job_outbox where id = ${id} and version = ${version}`.execute(this.database.sql);
  }

  async reschedule({ id, version }: JobRef, reason: string, delaySeconds: number): Promise<void> {
    await sql`
      update job_outbox set due_at = now() + make_interval(secs => ${delaySeconds}), version = version + 1,
        leased_until = null, dispatched_at = null, last_error = ${reason}
      where id = ${id} and version = ${version}`.execute(this.database.sql);
  }

  async discard({ id, version }: JobRef, reason: string): Promise<void> {
    await sql`
      update job_outbox set discarded_at = now(), leased_until = null, last_error = ${reason}
      where id = ${id} and version = ${version}`.execute(this.database.sql);
  }

  /** Deletes jobs that were discarded over a week ago. */
  async prune(): Promise<void> {
    await sql`delete from job_outbox where discarded_at < now() - make_interval(days => ${retentionDays})`.execute(
      this.database.sql,
    );
  }

  /** Removes and returns jobs, due or not, that nobody runs. */
  async drain(tx: Transaction, limit: number): Promise<EnqueuedJob[]> {
    const { rows } = await sql<EnqueuedJob>`
      delete from job_outbox where id in (
        select id from job_outbox where ${isKnown} and ${isUnleased}
        order by due_at, id limit ${limit} for update skip locked)
      returning name, data, key, due_at as "startAfter"`.execute(tx.sql);
    return rows;
  }

  private async markDispatched(condition: RawBuilder<unknown>, limit: number): Promise<DueJob[]> {
    const { rows } = await sql<DueJob>`
      with marked as (
        update job_outbox set dispatched_at = now() where id in (
          select id from job_outbox where ${condition} and ${isRunnable}
          order by due_at, id limit ${limit} for update skip locked)
        returning id, name, version, due_at)
      select id, name, version from marked order by due_at, id`.execute(this.database.sql);
    return rows;
  }
}
