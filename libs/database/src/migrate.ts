import { UserFacingError } from '@daybook/config';
import { MikroORM } from '@mikro-orm/postgresql';
import { Migrator } from '@mikro-orm/migrations';
import pg from 'pg';
import { isDatabaseUnavailable } from './database-unavailable.js';
import { connectionConfig } from './database.module.js';
import { migrationsList } from './migrations/index.js';

/** Any number; the same in every process, so that two migrations at once wait for each other. */
const migrationLock = 7_042_026;

/** The schema is not the one this version needs; the message says what to do. */
export class SchemaError extends UserFacingError {
  override readonly name = 'SchemaError';
}

/** Brings the schema up to date. Safe to run from several processes at once. Gives the migrations it ran. */
export async function migrate(url: string): Promise<string[]> {
  const lock = new pg.Client({ connectionString: url, connectionTimeoutMillis: 5_000 });
  await lock.connect();
  try {
    await lock.query('select pg_advisory_lock($1)', [migrationLock]);
    const ran = await withMigrator(url, (migrator) => migrator.up());
    return ran.map((migration) => migration.name);
  } finally {
    await lock.end();
  }
}

/** Throws a sentence unless the database answers and every migration of this version has run. */
export async function assertSchemaCurrent(url: string): Promise<void> {
  const pending = await withMigrator(url, (migrator) => migrator.getPending()).catch((error: unknown) => {
    if (!isDatabaseUnavailable(error)) throw error;
    const { host } = new URL(url);
    throw new UserFacingError(`PostgreSQL does not answer at ${host}: start it, or set DATABASE_URL to where it is.`);
  });
  if (pending.length > 0) {
    throw new SchemaError(
      `The database is ${pending.length} migration${pending.length === 1 ? '' : 's'} behind this version of Daybook: run "npm run migrate", then start again.`,
    );
  }
}

async function withMigrator<T>(url: string, work: (migrator: Migrator) => Promise<T>): Promise<T> {
  const orm = await MikroORM.init({
    ...connectionConfig({ url, entities: [], applicationName: 'daybook migrate', maxConnections: 2 }),
    extensions: [Migrator],
    migrations: { migrationsList, snapshot: false, silent: true, tableName: 'schema_migration' },
  });
  try {
    return await work(new Migrator(orm.em));
  } finally {
    await orm.close();
  }
}
