import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import pg from 'pg';
import { anEmptyDatabase, type TestDatabase } from '../../../test/support/database.js';
import { assertSchemaCurrent, migrate, SchemaError } from './migrate.js';
import { migrationsList } from './migrations/index.js';

let database: TestDatabase;

beforeEach(async () => {
  database = await anEmptyDatabase();
});
afterEach(() => database.drop());

async function query(text: string): Promise<Record<string, unknown>[]> {
  const client = new pg.Client(database.url);
  await client.connect();
  try {
    return (await client.query<Record<string, unknown>>(text)).rows;
  } finally {
    await client.end();
  }
}

it('runs every migration once, however many processes migrate at once', async () => {
  const ran = await Promise.all([migrate(database.url), migrate(database.url)]);
  expect(ran.flat()).toEqual(migrationsList.map(({ name }) => name));
  await expect(assertSchemaCurrent(database.url)).resolves.toBeUndefined();
});

it('asks for a migration when some have not run', async () => {
  await expect(assertSchemaCurrent(database.url)).rejects.toThrow(
    `The database is ${migrationsList.length} migrations behind this version of Daybook: run "npm run migrate", then start again.`,
  );
});

it('says where it looked for a database that does not answer', async () => {
  await expect(assertSchemaCurrent('postgresql://127.0.0.1:9/daybook')).rejects.toThrow(
    'PostgreSQL does not answer at 127.0.0.1:9: start it, or correct DATABASE_URL.',
  );
});

describe('a database with the tables of an older version', () => {
  beforeEach(async () => {
    await query(`create table schema_migration (id serial primary key, name varchar(255), executed_at timestamptz default now());
      insert into schema_migration (name) values ('0001-first-tables'), ('0002-job-outbox')`);
  });

  it.each([
    ['started', assertSchemaCurrent],
    ['migrated', migrate],
  ])('is not %s, but left as it is with advice', async (_, open) => {
    const error = await open(database.url).catch((thrown: unknown) => thrown);
    expect(error).toBeInstanceOf(SchemaError);
    expect(error).toMatchObject({ message: expect.stringMatching(/^This database has the tables of another version/) });
    const tables = await query(`select table_name from information_schema.tables where table_schema = 'public'`);
    expect(tables).toEqual([{ table_name: 'schema_migration' }]);
  });
});
