import { Settings } from '@daybook/config';
import { Database } from '@daybook/database';
import { Injectable } from '@nestjs/common';
import { sql } from 'kysely';

/** Rows a statement deletes: more would hold up the inserts beside it. */
const batch = 5_000;

@Injectable()
export class PruneActivityLog {
  constructor(
    private readonly database: Database,
    private readonly settings: Settings,
  ) {}

  /**
   * Deletes entries heard longer ago than the retention; open warnings and errors stay until someone resolves them. Gives
   * how many went.
   */
  async run(signal?: AbortSignal): Promise<number> {
    // Asked twice: an entry may be reopened between being found and being deleted.
    const isOld = sql`inserted_at < now() - make_interval(days => ${this.settings.activityRetentionDays})
      and (resolved_at is not null or level = 'info')`;
    let pruned = 0;
    for (;;) {
      signal?.throwIfAborted();
      const { numAffectedRows } = await sql`
        delete from activity_log where ${isOld} and id in (
          select id from activity_log where ${isOld} limit ${batch}
        )`.execute(this.database.sql);
      const deleted = Number(numAffectedRows ?? 0);
      pruned += deleted;
      if (deleted < batch) return pruned;
    }
  }
}
