import type { ReassignedEntries, SnoozedUntil } from '@daybook/contract';
import { Database, now, type Transaction } from '@daybook/database';
import { ConsoleNotifier } from '@daybook/realtime';
import { Injectable } from '@nestjs/common';
import { isOpen, untilItHappensAgain, type ActivityLogTables } from './activity-log.entities.js';
import { selectedProblems, type ProblemSelection } from './problem-selection.js';

const toTime = (until: SnoozedUntil | null) =>
  until === 'again' ? untilItHappensAgain : until === null ? null : new Date(until);

/** Puts problems off, and says who looks after them. */
@Injectable()
export class ProblemTriage {
  constructor(
    private readonly database: Database,
    private readonly consoles: ConsoleNotifier,
  ) {}

  /** Null ends the snooze. Returns the ids of the problems. */
  async snooze(selection: ProblemSelection, until: SnoozedUntil | null): Promise<string[]> {
    return this.database.transaction(async (tx) => {
      const changed = await tx
        .kysely<ActivityLogTables>()
        .updateTable('activity_log')
        .set({ snoozed_until: toTime(until), updated_at: now() })
        .where(selectedProblems(selection))
        .returning('id')
        .execute();
      return this.changed(tx, changed);
    });
  }

  /** `to`: null for nobody. Returns the ids of the problems by who looked after them before. */
  async assign(selection: ProblemSelection, to: string | null): Promise<ReassignedEntries['before']> {
    return this.database.transaction(async (tx) => {
      const changed = await tx
        .kysely<ActivityLogTables>()
        .with('chosen', (db) =>
          db
            .selectFrom('activity_log')
            .select(['id', 'assigned_to as before'])
            .where(selectedProblems(selection))
            .orderBy('id')
            .forNoKeyUpdate(),
        )
        .updateTable('activity_log')
        .from('chosen')
        .set({ assigned_to: to, updated_at: now() })
        .whereRef('activity_log.id', '=', 'chosen.id')
        .returning(['activity_log.id', 'chosen.before'])
        .execute();
      this.changed(tx, changed);
      const before = Map.groupBy(changed, (entry) => entry.before);
      return [...before].map(([name, entries]) => ({ to: name, ids: entries.map(({ id }) => id) }));
    });
  }

  /** It happens again: what was snoozed until then needs attention. Waits for nobody who changes one of them. */
  async wake(tx: Transaction, cause: string): Promise<void> {
    const woken = await tx
      .kysely<ActivityLogTables>()
      .updateTable('activity_log')
      .set({ snoozed_until: null, updated_at: now() })
      .where('id', 'in', (eb) =>
        eb
          .selectFrom('activity_log')
          .select('id')
          .where('cause', '=', cause)
          .where(isOpen)
          .where('snoozed_until', '=', untilItHappensAgain)
          .forUpdate()
          .skipLocked(),
      )
      .returning('id')
      .execute();
    this.changed(tx, woken);
  }

  private changed(tx: Transaction, entries: { id: string }[]): string[] {
    const ids = entries.map(({ id }) => id);
    if (ids.length > 0) tx.afterCommit(() => this.consoles.notify({ updatedEntryIds: ids }));
    return ids;
  }
}
