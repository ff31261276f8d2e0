import { UserFacingError } from '@daybook/config';
import { Migrator } from '@mikro-orm/migrations';
import { MikroORM } from '@mikro-orm/postgresql';
import pg from 'pg';
import { connectionTimeoutMillis } from './connection-timeout.js';
import { isDatabaseUnavailable } from './database-unavailable.js';
import { connectionConfig } from './database.module.js';
import { migrationsList } from './migrations/index.js';

/** Any number, as long as it is the same in every process. */
const migrationLock = 7_042_026;

/** The schema is not the one this version needs; the message says what to do. */
export class SchemaError extends UserFacingError {
  override readonly name = 'SchemaError';
}

/**
 * Brings the schema up to date and returns the migrations that ran. Several processes may call it at once. Throws
 * `SchemaError` when the database was made by an older version whose tables cannot be migrated.
 */
export async function migrate(url: string): Promise<string[]> {
  const lock = new pg.Client({ connectionString: url, connectionTimeoutMillis });
  await lock.connect();
  try {
    await lock.query('select pg_advisory_lock($1)', [migrationLock]);
    return await withMigrator(url, async (migrator) => (await migrator.up()).map(({ name }) => name));
  } finally {
    await lock.end();
  }
}

/** Throws a `UserFacingError` unless the database answers and exactly the migrations of this version have run. */
export async function assertSchemaCurrent(url: string): Promise<void> {
  const pending = await withMigrator(url, (migrator) => migrator.getPending()).catch((error: unknown) => {
    if (!isDatabaseUnavailable(error)) throw error;
    const { host } = new URL(url);
    throw new UserFacingError(`PostgreSQL does not answer at ${host}: start it, or correct DATABASE_URL.`, {
      cause: error,
    });
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
    const migrator = new Migrator(orm.em);
    await assertKnownMigrations(migrator);
    return await work(migrator);
  } finally {
    await orm.close();
  }
}

async function assertKnownMigrations(migrator: Migrator): Promise<void> {
  const known = new Set(migrationsList.map(({ name }) => name));
  const executed = await migrator.getExecuted();
  if (executed.every(({ name }) => known.has(name))) return;
  throw new SchemaError(
    'This database has the tables of another version of Daybook, which cannot be migrated: set DATABASE_URL to an empty database, or delete the data folder (".daybook", unless DATA_DIR names another) to get a new one.',
  );
}
