import { Database } from '@daybook/database';
import { Injectable, Logger } from '@nestjs/common';
import { sql } from 'kysely';

const counter = 'entries_lost';

/** How many entries could not be written, by any process. Kept in the database, so that one scrape covers all of them. */
@Injectable()
export class LostEntries {
  readonly #log = new Logger(LostEntries.name);

  constructor(private readonly database: Database) {}

  /** Does not wait for the database. */
  increment(): void {
    sql`insert into metric_counter (name, value) values (${counter}, 1)
        on conflict (name) do update set value = metric_counter.value + 1`
      .execute(this.database.sql)
      .catch((error: unknown) => this.#log.error(`A lost entry could not be counted: ${String(error)}`));
  }

  async total(): Promise<number> {
    const { rows } = await sql<{ value: string }>`select value from metric_counter where name = ${counter}`.execute(
      this.database.sql,
    );
    return Number(rows[0]?.value ?? 0);
  }
}
