import { Database, type Transaction } from '@daybook/database';
import { Injectable } from '@nestjs/common';
import { sql, type RawBuilder } from 'kysely';
import { v7 as uuidv7 } from 'uuid';
import { jobNames, type JobMap, type JobName } from '../job-map.js';
import type { EnqueueOptions } from '../job-queue.js';

/** One of the times a job is due: it changes hands with each try and each change, so what Redis holds may be out of date. */
export interface JobRef {
  id: string;
  version: number;
}

export interface DueJob extends JobRef {
  name: JobName;
}

/** A try that is this process's, for as long as its lease is kept. */
export interface ClaimedJob<N extends JobName> extends JobRef {
  data: JobMap[N];
  /** Tries begun, this one included. */
  attempts: number;
}

/** A job as it was asked for. */
export interface EnqueuedJob {
  name: JobName;
  data: JobMap[JobName];
  key: string | null;
  startAfter: Date;
}

export const leaseSeconds = 15;
const keptDays = 7;

const isFree = sql`name in (${sql.join(jobNames)}) and discarded_at is null and due_at <= now() and (leased_until is null or leased_until < now())`;

/**
 * The jobs as rows: what is due, who works on it, and what became of it. Only the database's clock is asked. A row is deleted
 * when its job is done, and kept for a week when it is given up.
 */
@Injectable()
export class Outbox {
  constructor(private readonly database: Database) {}

  async add<N extends JobName>(
    tx: Transaction,
    name: N,
    data: JobMap[N],
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

  async isPending<N extends JobName>(tx: Transaction, name: N, data: Partial<JobMap[N]>): Promise<boolean> {
    const { rows } = await sql`
      select from job_outbox where name = ${name} and data @> ${JSON.stringify(data)}::jsonb and discarded_at is null
      limit 1`.execute(tx.sql);
    return rows.length > 0;
  }

  /** Due turns that nobody has handed over, noted as handed over from now on; in the order they are due. */
  markDueDispatched(most: number): Promise<DueJob[]> {
    return this.take(sql`dispatched_at is null`, most);
  }

  /** Due turns that were handed over so long ago that they may be lost. */
  markStaleDispatched(afterSeconds: number, most: number): Promise<DueJob[]> {
    return this.take(sql`dispatched_at < now() - make_interval(secs => ${afterSeconds})`, most);
  }

  /** They did not arrive, or nobody here works on them: they are to be handed over anew. */
  async undispatch(turns: JobRef[]): Promise<void> {
    await sql`
      update job_outbox as job set dispatched_at = null
      from jsonb_to_recordset(${JSON.stringify(turns)}::jsonb) as given (id uuid, version int)
      where job.id = given.id and job.version = given.version`.execute(this.database.sql);
  }

  /** Whatever was handed over may be lost. */
  async undispatchAll(): Promise<void> {
    await sql`update job_outbox set dispatched_at = null where dispatched_at is not null`.execute(this.database.sql);
  }

  /** Milliseconds until the next turn is due; null if none is. */
  async msUntilNextDue(): Promise<number | null> {
    const { rows } = await sql<{ ms: number | null }>`
      select (extract(epoch from min(due_at) - now()) * 1000)::float8 as ms from job_outbox
      where dispatched_at is null and discarded_at is null and due_at > now()`.execute(this.database.sql);
    return rows[0]?.ms ?? null;
  }

  /** Begins a try; null if that turn is over, not due, or another's. A row that is being changed is passed by. */
  async claim<N extends JobName>({ id, version }: JobRef): Promise<ClaimedJob<N> | null> {
    const { rows } = await sql<ClaimedJob<N>>`
      update job_outbox set attempts = attempts + 1, version = version + 1, dispatched_at = null,
        leased_until = now() + make_interval(secs => ${leaseSeconds})
      where id = (select id from job_outbox where id = ${id} and version = ${version} and ${isFree} for update skip locked)
      returning id, version, attempts, data`.execute(this.database.sql);
    return rows[0] ?? null;
  }

  /** Prolongs the leases of running tries; gives the ids of those that are still ours. */
  async renewLeases(turns: JobRef[]): Promise<Set<string>> {
    const { rows } = await sql<{ id: string }>`
      update job_outbox as job set leased_until = now() + make_interval(secs => ${leaseSeconds})
      from jsonb_to_recordset(${JSON.stringify(turns)}::jsonb) as given (id uuid, version int)
      where job.id = given.id and job.version = given.version and leased_until is not null
      returning job.id`.execute(this.database.sql);
    return new Set(rows.map(({ id }) => id));
  }

  async done({ id, version }: JobRef): Promise<void> {
    await sql`delete from job_outbox where id = ${id} and version = ${version}`.execute(this.database.sql);
  }

  /** The job is due again in so many seconds. */
  async reschedule({ id, version }: JobRef, reason: string, inSeconds: number): Promise<void> {
    await sql`
      update job_outbox set due_at = now() + make_interval(secs => ${inSeconds}), version = version + 1, leased_until = null,
        dispatched_at = null, last_error = ${reason}
      where id = ${id} and version = ${version}`.execute(this.database.sql);
  }

  async discard({ id, version }: JobRef, reason: string): Promise<void> {
    await sql`
      update job_outbox set discarded_at = now(), leased_until = null, last_error = ${reason}
      where id = ${id} and version = ${version}`.execute(this.database.sql);
  }

  /** Jobs given up over a week ago. */
  async prune(): Promise<void> {
    await sql`delete from job_outbox where discarded_at < now() - make_interval(days => ${keptDays})`.execute(
      this.database.sql,
    );
  }

  /** Takes jobs out for good, due or not, that nobody works on; for another kind of queue. */
  async drain(tx: Transaction, most: number): Promise<EnqueuedJob[]> {
    const { rows } = await sql<EnqueuedJob>`
      delete from job_outbox where id in (
        select id from job_outbox
        where name in (${sql.join(jobNames)}) and discarded_at is null and (leased_until is null or leased_until < now())
        order by due_at, id limit ${most} for update skip locked)
      returning name, data, key, due_at as "startAfter"`.execute(tx.sql);
    return rows;
  }

  private async take(which: RawBuilder<unknown>, most: number): Promise<DueJob[]> {
    const { rows } = await sql<DueJob>`
      with taken as (
        update job_outbox set dispatched_at = now() where id in (
          select id from job_outbox where ${which} and ${isFree} order by due_at, id limit ${most} for update skip locked)
        returning id, name, version, due_at)
      select id, name, version from taken order by due_at, id`.execute(this.database.sql);
    return rows;
  }
}
