import type { Transaction } from '@daybook/database';
import { sql } from 'kysely';

/** One writer at a time, until `tx` ends: two may want the same slug, the same new collection or the same place. */
export async function lockCatalogue(tx: Transaction): Promise<void> {
  await sql`select pg_advisory_xact_lock(hashtextextended('catalogue', 0))`.execute(tx.sql);
}
