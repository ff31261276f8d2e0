import { daysAgo, Database, now, secondsAgo, secondsFromNow } from '@daybook/database';
import { Injectable } from '@nestjs/common';
import { randomBytes } from 'node:crypto';
import { hostname } from 'node:os';
import { sql, type RawBuilder } from 'kysely';
import type { JobsTables } from '../jobs.entities.js';
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
    const db = this.database.kysely<JobsTables>();
    const row = await db
      .with('occurrence', (cte) =>
        cte.selectNoFrom([dueTime(schedule, 0).as('due_at'), dueTime(schedule, 1).as('next_due_at')]),
      )
      .with('claim', (cte) =>
        cte
          .insertInto('scheduled_run')
          .columns(['task', 'due_at', 'leased_by', 'leased_until'])
          .expression((eb) =>
            eb
              .selectFrom('occurrence')
              .select([
                eb.cast<string>(eb.val(name), 'text').as('task'),
                'due_at',
                eb.cast<string>(eb.val(this.#processName), 'text').as('leased_by'),
                secondsFromNow(timeoutSeconds).as('leased_until'),
              ]),
          )
          .onConflict((conflict) =>
            conflict
              .columns(['task', 'due_at'])
              .doUpdateSet((eb) => ({
                leased_by: eb.ref('excluded.leased_by'),
                leased_until: eb.ref('excluded.leased_until'),
              }))
              .where('scheduled_run.finished_at', 'is', null)
              .where('scheduled_run.leased_until', '<', now()),
          )
          .returning('task'),
      )
      .selectFrom('occurrence')
      .leftJoin('scheduled_run as run', (join) =>
        join.onRef('run.due_at', '=', 'occurrence.due_at').on('run.task', '=', name),
      )
      .leftJoin('claim', (join) => join.onTrue())
      .select([
        'occurrence.due_at as dueAt',
        'occurrence.next_due_at as nextDueAt',
        'claim.task as claimed',
        'run.finished_at as finishedAt',
        'run.leased_until as leasedUntil',
        now().as('at'),
      ])
      .executeTakeFirstOrThrow();
    const nextDueInMs = Number(row.nextDueAt) - Number(row.at);
    if (row.claimed !== null) return { state: 'claimed', occurrence: { name, dueAt: row.dueAt }, nextDueInMs };
    if (row.finishedAt) return { state: 'finished', nextDueInMs };
    // null: another process claimed it at the same moment
    const leaseEndsInMs = row.leasedUntil ? Number(row.leasedUntil) - Number(row.at) : 1_000;
    return { state: 'leased', leaseEndsInMs, nextDueInMs };
  }

  /** Finishes the occurrence, unless another process has taken it over. Deletes the task's old rows, too. */
  async finish(occurrence: Occurrence): Promise<void> {
    await this.update(occurrence).set({ finished_at: now(), error: null }).execute();
    await this.database
      .kysely<JobsTables>()
      .deleteFrom('scheduled_run')
      .where('task', '=', occurrence.name)
      .where('due_at', '<', daysAgo(retentionDays))
      .execute();
  }

  /** Keeps the reason. The occurrence runs again when its lease ends. */
  async fail(occurrence: Occurrence, reason: string): Promise<void> {
    await this.update(occurrence).set({ error: reason }).execute();
  }

  /** Ends the lease, so that another process can take the occurrence over at once. */
  async release(occurrence: Occurrence): Promise<void> {
    await this.update(occurrence)
      .set({ leased_until: secondsAgo(0.001) })
      .execute();
  }

  private update({ name, dueAt }: Occurrence) {
    return this.database
      .kysely<JobsTables>()
      .updateTable('scheduled_run')
      .where('task', '=', name)
      .where('due_at', '=', dueAt)
      .where('leased_by', '=', this.#processName)
      .where('finished_at', 'is', null);
  }
}

/** The latest due time that has passed, or the one `offset` occurrences after it; by the database's clock and calendar. */
function dueTime(schedule: Schedule, offset: number): RawBuilder<Date> {
  if ('everySeconds' in schedule) {
    const seconds = schedule.everySeconds;
    return sql`to_timestamp((floor(extract(epoch from now()) / ${seconds}::int) + ${offset}::int) * ${seconds}::int)`;
  }
  const { dailyAtHour: hour, timeZone } = schedule;
  // `at time zone` is an operator that Kysely has no word for
  return sql`(date_trunc('day', now() at time zone ${timeZone} - make_interval(hours => ${hour}::int))
    + make_interval(days => ${offset}::int, hours => ${hour}::int)) at time zone ${timeZone}`;
}
