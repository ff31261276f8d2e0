import { Database } from '@daybook/database';
import { Injectable, Logger } from '@nestjs/common';
import type { ActivityLogTables } from './activity-log.entities.js';

const counter = 'entries_lost';

/** How many entries could not be written, by any process. Kept in the database, so that one scrape covers all of them. */
@Injectable()
export class LostEntries {
  readonly #log = new Logger(LostEntries.name);

  constructor(private readonly database: Database) {}

  /** Does not wait for the database. */
  increment(): void {
    this.database
      .kysely<ActivityLogTables>()
      .insertInto('metric_counter')
      .values({ name: counter, value: 1 })
      .onConflict((oc) => oc.column('name').doUpdateSet((eb) => ({ value: eb('metric_counter.value', '+', 1) })))
      .execute()
      .catch((error: unknown) => this.#log.error(`A lost entry could not be counted: ${String(error)}`));
  }

  async total(): Promise<number> {
    const row = await this.database
      .kysely<ActivityLogTables>()
      .selectFrom('metric_counter')
      .select('value')
      .where('name', '=', counter)
      .executeTakeFirst();
    return row?.value ?? 0;
  }
}
