import type { Provider } from '@daybook/contract';
import { v7 as uuidv7 } from 'uuid';
import type { HasRows } from './a-catalogue.js';

/** Inserts a completed sync run, for products to be marked with; returns its id. */
export async function aSyncRun(database: HasRows, provider: Provider = 'printify'): Promise<string> {
  const id = uuidv7();
  await database.rows(
    `insert into sync_run (id, provider, outcome, started_at) values ($1, $2, 'completed', '2025-01-01')`,
    [id, provider],
  );
  return id;
}
