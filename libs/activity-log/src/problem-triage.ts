import type { ReassignedEntries, ResnoozedEntries, SnoozedUntil } from '@daybook/contract';
import { Database, now, type Transaction } from '@daybook/database';
import { ConsoleNotifier } from '@daybook/realtime';
import { Injectable } from '@nestjs/common';
import { isOpen, untilItHappensAgain, type ActivityLogTables } from './activity-log.entities.js';
import { selectedProblems, type ProblemSelection } from './problem-selection.js';

const toTime = (until: SnoozedUntil | null) =>
  until === 'again' ? untilItHappensAgain : until === null ? null : new Date(until);

/** The driver reads 'infinity' as a number. */
export function toSnoozedUntil(until: Date | number | null): SnoozedUntil | null {
  if (typeof until === 'number') return 'again';
  return until !== null && until.getTime() > Date.now() ? until.toISOString() : null;
}

/** Puts problems off, and says who looks after them. */
@Injectable()
export class ProblemTriage {
  constructor(
    private readonly database: Database,
    private readonly consoles: ConsoleNotifier,
  ) {}

  /** Null ends the snooze. Returns the ids of the problems by when their snooze ended before. */
  async snooze(selection: ProblemSelection, until: SnoozedUntil | null): Promise<ResnoozedEntries['before']> {
    return this.database.transaction(async (tx) => {
      const changed = await updateSelected(tx, selection)
        .set({ snoozed_until: toTime(until) })
        .execute();
      this.changed(tx, changed);
      const before = Map.groupBy(changed, ({ snoozedUntil }) => toSnoozedUntil(snoozedUntil));
      return [...before].map(([until, entries]) => ({ until, ids: entries.map(({ id }) => id) }));
    });
  }

  /** `to`: null for nobody. Returns the ids of the problems by who looked after them before. */
  async assign(selection: ProblemSelection, to: string | null): Promise<ReassignedEntries['before']> {
    return this.database.transaction(async (tx) => {
      const changed = await updateSelected(tx, selection).set({ assigned_to: to }).execute();
      this.changed(tx, changed);
      const before = Map.groupBy(changed, ({ assignedTo }) => assignedTo);
      return [...before].map(([to, entries]) => ({ to, ids: entries.map(({ id }) => id) }));
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

  private changed(tx: Transaction, entries: { id: string }[]): void {
    const ids = entries.map(({ id }) => id);
    if (ids.length > 0) tx.afterCommit(() => this.consoles.notify({ updatedEntryIds: ids }));
  }
}

/** Answers with what they were before. */
const updateSelected = (tx: Transaction, selection: ProblemSelection) =>
  tx
    .kysely<ActivityLogTables>()
    .with('chosen', (db) =>
      db
        .selectFrom('activity_log')
        .select(['id', 'assigned_to as assignedTo', 'snoozed_until as snoozedUntil'])
        .where(selectedProblems(selection))
        .orderBy('id')
        .forNoKeyUpdate(),
    )
    .updateTable('activity_log')
    .from('chosen')
    .set({ updated_at: now() })
    .whereRef('activity_log.id', '=', 'chosen.id')
    .returning(['activity_log.id', 'chosen.assignedTo', 'chosen.snoozedUntil']);
