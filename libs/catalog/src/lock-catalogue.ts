import type { Transaction } from '@daybook/database';
import { sql } from 'kysely';

/** Allows one writer until `tx` ends: two might allocate the same slug, collection or position. */
export async function lockCatalogue(tx: Transaction): Promise<void> {
  await sql`select pg_advisory_xact_lock(hashtextextended('catalogue', 0))`.execute(tx.sql);
}
