import { Database } from '@daybook/database';
import { Injectable } from '@nestjs/common';
import { randomBytes } from 'node:crypto';
import { hostname } from 'node:os';
import { sql, type RawBuilder } from 'kysely';
import type { Schedule, ScheduledTask, TaskName } from './scheduled-task.js';

/** A slot that is ours to run. */
export interface Occurrence {
  name: TaskName;
  dueAt: Date;
}

/** `claimed`: run it. `held`: another process does. `done`: somebody has. Milliseconds from now, by the database's clock. */
export type Look = { nextSlotIn: number } & (
  { slot: 'claimed'; claimed: Occurrence } | { slot: 'held'; leaseEndsIn: number } | { slot: 'done' }
);

interface LookRow {
  due_at: Date;
  next_slot_in: number;
  claimed: boolean;
  finished: boolean;
  lease_ends_in: number | null;
}

const keptDays = 7;

/**
 * Who runs which clock when: one row per clock and nominal due time. Only the database's clock is asked, so an instance that
 * is late, or whose own clock is wrong, falls on the same row.
 */
@Injectable()
export class ScheduledRuns {
  /** Names this process in the rows; readable for whoever looks at them. */
  readonly #holder = `${hostname().slice(0, 40)}:${process.pid}:${randomBytes(4).toString('hex')}`;

  constructor(private readonly database: Database) {}

  /** Looks at the current slot of a clock, and takes it if it is free or its holder's lease is over. */
  async claimDue(
    name: TaskName,
    { schedule, timeoutSeconds }: Pick<ScheduledTask, 'schedule' | 'timeoutSeconds'>,
  ): Promise<Look> {
    const { rows } = await sql<LookRow>`
      with slot as (select ${latestDue(schedule)} as due_at, ${nextDue(schedule)} as next_due_at),
      claim as (
        insert into scheduled_run (task, due_at, leased_by, leased_until)
        select ${name}, due_at, ${this.#holder}, now() + make_interval(secs => ${timeoutSeconds}::float8) from slot
        on conflict (task, due_at) do update set leased_by = excluded.leased_by, leased_until = excluded.leased_until
          where scheduled_run.finished_at is null and scheduled_run.leased_until < now()
        returning task
      )
      select slot.due_at,
        extract(epoch from slot.next_due_at - now())::float8 * 1000 as next_slot_in,
        exists (select from claim) as claimed,
        run.finished_at is not null as finished,
        extract(epoch from run.leased_until - now())::float8 * 1000 as lease_ends_in
      from slot left join scheduled_run run on run.task = ${name} and run.due_at = slot.due_at`.execute(
      this.database.sql,
    );
    const row = rows[0];
    if (!row) throw new Error(`The database did not say when ${name} is due.`);
    const nextSlotIn = row.next_slot_in;
    if (row.claimed) return { slot: 'claimed', claimed: { name, dueAt: row.due_at }, nextSlotIn };
    if (row.finished) return { slot: 'done', nextSlotIn };
    // null: another process took it at this very moment
    return { slot: 'held', leaseEndsIn: row.lease_ends_in ?? 1_000, nextSlotIn };
  }

  /** The slot is done, unless another process has taken it over meanwhile. Old rows of the clock go on the occasion. */
  async finish({ name, dueAt }: Occurrence): Promise<void> {
    await sql`
      with old as (delete from scheduled_run where task = ${name} and due_at < now() - make_interval(days => ${keptDays}))
      update scheduled_run set finished_at = now(), error = null
      where task = ${name} and due_at = ${dueAt} and leased_by = ${this.#holder} and finished_at is null`.execute(
      this.database.sql,
    );
  }

  /** The run failed; whoever looks after its lease tries again. */
  async fail({ name, dueAt }: Occurrence, reason: string): Promise<void> {
    await sql`
      update scheduled_run set error = ${reason}
      where task = ${name} and due_at = ${dueAt} and leased_by = ${this.#holder} and finished_at is null`.execute(
      this.database.sql,
    );
  }

  /** The process stops: another one may take the slot at once. */
  async release({ name, dueAt }: Occurrence): Promise<void> {
    await sql`
      update scheduled_run set leased_until = now() - interval '1 millisecond'
      where task = ${name} and due_at = ${dueAt} and leased_by = ${this.#holder} and finished_at is null`.execute(
      this.database.sql,
    );
  }
}

const latestDue = (schedule: Schedule) => dueTime(schedule, 0);
const nextDue = (schedule: Schedule) => dueTime(schedule, 1);

/** The nominal due time of the slot we are in (`later` 0), or of one after it. */
function dueTime(schedule: Schedule, later: number): RawBuilder<string> {
  if ('everySeconds' in schedule) {
    const seconds = schedule.everySeconds;
    return sql<string>`to_timestamp((floor(extract(epoch from now()) / ${seconds}::int) + ${later}::int) * ${seconds}::int)`;
  }
  const { dailyAtHour: hour, timeZone } = schedule;
  return sql<string>`(date_trunc('day', now() at time zone ${timeZone} - make_interval(hours => ${hour}::int))
    + make_interval(days => ${later}::int, hours => ${hour}::int)) at time zone ${timeZone}`;
}
