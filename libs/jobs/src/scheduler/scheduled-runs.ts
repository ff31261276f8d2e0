import { Database } from '@daybook/database';
import { Injectable } from '@nestjs/common';
import { randomBytes } from 'node:crypto';
import { hostname } from 'node:os';
import { sql, type RawBuilder } from 'kysely';
import type { Schedule, ScheduledTask, TaskName } from './scheduled-task.js';

/** A task at one of its due times. */
export interface Occurrence {
  name: TaskName;
  dueAt: Date;
}

/** `claimed`: this process runs it. `leased`: another one does. Milliseconds from now, by the database's clock. */
export type ClaimResult = { nextDueInMs: number } & (
  { state: 'claimed'; occurrence: Occurrence } | { state: 'leased'; leaseEndsInMs: number } | { state: 'finished' }
);

interface ClaimRow {
  due_at: Date;
  next_due_in_ms: number;
  is_claimed: boolean;
  is_finished: boolean;
  lease_ends_in_ms: number | null;
}

const retentionDays = 7;

/**
 * Which process runs which task when: one row for each task and nominal due time. Only the database's clock counts, so a
 * process that is late, or whose own clock is wrong, gets the same row.
 */
@Injectable()
export class ScheduledRuns {
  /** Identifies this process in the rows, for this class and for people. */
  readonly #processName = `${hostname().slice(0, 40)}:${process.pid}:${randomBytes(4).toString('hex')}`;

  constructor(private readonly database: Database) {}

  /** Claims the current occurrence of a task unless it is finished or leased. */
  async claim(
    name: TaskName,
    { schedule, timeoutSeconds }: Pick<ScheduledTask, 'schedule' | 'timeoutSeconds'>,
  ): Promise<ClaimResult> {
    const { rows } = await sql<ClaimRow>`
      with occurrence as (select ${latestDueTime(schedule)} as due_at, ${nextDueTime(schedule)} as next_due_at),
      claim as (
        insert into scheduled_run (task, due_at, leased_by, leased_until)
        select ${name}, due_at, ${this.#processName}, now() + make_interval(secs => ${timeoutSeconds}::float8) from occurrence
        on conflict (task, due_at) do update set leased_by = excluded.leased_by, leased_until = excluded.leased_until
          where scheduled_run.finished_at is null and scheduled_run.leased_until < now()
        returning task
      )
      select occurrence.due_at,
        extract(epoch from occurrence.next_due_at - now())::float8 * 1000 as next_due_in_ms,
        exists (select from claim) as is_claimed,
        run.finished_at is not null as is_finished,
        extract(epoch from run.leased_until - now())::float8 * 1000 as lease_ends_in_ms
      from occurrence left join scheduled_run run on run.task = ${name} and run.due_at = occurrence.due_at`.execute(
      this.database.sql,
    );
    const row = rows[0];
    if (!row) throw new Error(`The database did not return when ${name} is due.`);
    const nextDueInMs = row.next_due_in_ms;
    if (row.is_claimed) return { state: 'claimed', occurrence: { name, dueAt: row.due_at }, nextDueInMs };
    if (row.is_finished) return { state: 'finished', nextDueInMs };
    // null: another process claimed it at the same moment
    return { state: 'leased', leaseEndsInMs: row.lease_ends_in_ms ?? 1_000, nextDueInMs };
  }

  /** Finishes the occurrence, unless another process has taken it over. Deletes the task's old rows, too. */
  async finish(occurrence: Occurrence): Promise<void> {
    await this.update(occurrence, sql`finished_at = now(), error = null`);
    await sql`
      delete from scheduled_run where task = ${occurrence.name} and due_at < now() - make_interval(days => ${retentionDays})`.execute(
      this.database.sql,
    );
  }

  /** Keeps the reason. The occurrence runs again when its lease ends. */
  async fail(occurrence: Occurrence, reason: string): Promise<void> {
    await this.update(occurrence, sql`error = ${reason}`);
  }

  /** Ends the lease, so that another process can take the occurrence over at once. */
  async release(occurrence: Occurrence): Promise<void> {
    await this.update(occurrence, sql`leased_until = now() - interval '1 millisecond'`);
  }

  private async update({ name, dueAt }: Occurrence, change: RawBuilder<unknown>): Promise<void> {
    await sql`
      update scheduled_run set ${change}
      where task = ${name} and due_at = ${dueAt} and leased_by = ${this.#processName} and finished_at is null`.execute(
      this.database.sql,
    );
  }
}

const latestDueTime = (schedule: Schedule) => dueTimeSql(schedule, 0);
const nextDueTime = (schedule: Schedule) => dueTimeSql(schedule, 1);

/** The latest due time that has passed, or the one `offset` occurrences after it. */
function dueTimeSql(schedule: Schedule, offset: number): RawBuilder<string> {
  if ('everySeconds' in schedule) {
    const seconds = schedule.everySeconds;
    return sql<string>`to_timestamp((floor(extract(epoch from now()) / ${seconds}::int) + ${offset}::int) * ${seconds}::int)`;
  }
  const { dailyAtHour: hour, timeZone } = schedule;
  return sql<string>`(date_trunc('day', now() at time zone ${timeZone} - make_interval(hours => ${hour}::int))
    + make_interval(days => ${offset}::int, hours => ${hour}::int)) at time zone ${timeZone}`;
}
