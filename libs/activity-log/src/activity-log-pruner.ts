import { Settings } from '@daybook/config';
import { Database, daysAgo } from '@daybook/database';
import { Injectable } from '@nestjs/common';
import type { ActivityLogTables, EntryExpressionBuilder } from './activity-log.entities.js';

/** Rows deleted by one statement: more would block inserts for too long. */
const batchSize = 5_000;

@Injectable()
export class ActivityLogPruner {
  constructor(
    private readonly database: Database,
    private readonly settings: Settings,
  ) {}

  /** Deletes entries recorded before the retention period, except open warnings and errors. Returns how many. */
  async prune(signal?: AbortSignal): Promise<number> {
    const isPrunable = (eb: EntryExpressionBuilder) =>
      eb.and([
        eb('inserted_at', '<', daysAgo(this.settings.activityRetentionDays)),
        eb.or([eb('resolved_at', 'is not', null), eb('level', '=', 'info')]),
      ]);
    let pruned = 0;
    for (;;) {
      signal?.throwIfAborted();
      // Checked twice, because an entry may be reopened after the subquery has found it.
      const { numDeletedRows } = await this.database
        .kysely<ActivityLogTables>()
        .deleteFrom('activity_log')
        .where(isPrunable)
        .where('id', 'in', (eb) => eb.selectFrom('activity_log').select('id').where(isPrunable).limit(batchSize))
        .executeTakeFirst();
      const deleted = Number(numDeletedRows);
      pruned += deleted;
      if (deleted < batchSize) return pruned;
    }
  }
}
