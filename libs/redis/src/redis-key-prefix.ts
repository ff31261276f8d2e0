import type { Database } from '@daybook/database';

interface SystemTables {
  pg_database: { oid: number; datname: string };
}

/** Several databases may share a Redis: the keys with this prefix belong to this database, and not to a copy of it. */
export async function redisKeyPrefix(database: Database): Promise<string> {
  const { server, oid } = await database
    .kysely<SystemTables>()
    .selectFrom('pg_database')
    .crossJoin((eb) => eb.fn<{ system_identifier: string }>('pg_control_system').as('control'))
    // as text, because it does not fit a number
    .select((eb) => ['pg_database.oid', eb.cast<string>('control.system_identifier', 'text').as('server')])
    .where((eb) => eb('datname', '=', eb.fn<string>('current_database')))
    .executeTakeFirstOrThrow();
  return `daybook:${server}-${oid}`;
}
