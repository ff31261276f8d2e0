import { Settings } from '@daybook/config';
import { Database } from '@daybook/database';
import { Injectable } from '@nestjs/common';
import { sql } from 'kysely';

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
    const isPrunable = sql`inserted_at < now() - make_interval(days => ${this.settings.activityRetentionDays})
      and (resolved_at is not null or level = 'info')`;
    let pruned = 0;
    for (;;) {
      signal?.throwIfAborted();
      // Checked twice, because an entry may be reopened after the subquery has found it.
      const { numAffectedRows } = await sql`
        delete from activity_log where ${isPrunable} and id in (
          select id from activity_log where ${isPrunable} limit ${batchSize}
        )`.execute(this.database.sql);
      const deleted = Number(numAffectedRows ?? 0);
      pruned += deleted;
      if (deleted < batchSize) return pruned;
    }
  }
}
