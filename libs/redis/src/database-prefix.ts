import type { Database } from '@daybook/database';
import { sql } from 'kysely';

/** Redis may serve several Daybooks: what begins with this belongs to one database, and not to a copy of it. */
export async function databasePrefix(database: Database): Promise<string> {
  const { rows } = await sql<{ identity: string }>`
    select system_identifier || '-' || (select oid from pg_database where datname = current_database()) as identity
    from pg_control_system()`.execute(database.sql);
  return `daybook:${rows[0]?.identity ?? ''}`;
}
