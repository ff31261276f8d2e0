import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll } from '@jest/globals';
import pg from 'pg';
import { waitFor } from './wait-for.js';

export interface TestDatabase {
  url: string;
  /** Throws if a connection to it was left open. */
  drop(): Promise<void>;
}

/** A migrated database for the tests of one file, dropped after them; a connection left open fails the file. */
export function useDatabase(): { readonly url: string } {
  let database: TestDatabase | undefined;
  beforeAll(async () => {
    database = await aDatabase();
  });
  afterAll(() => database?.drop());
  return {
    get url() {
      if (!database) throw new Error('The database is made before the first test: ask for its address inside one.');
      return database.url;
    },
  };
}

/** Creates a migrated database. The caller drops it. */
export function aDatabase(): Promise<TestDatabase> {
  return makeDatabase(templateUrl().pathname.slice(1));
}

/** Creates a database without tables. */
export function anEmptyDatabase(): Promise<TestDatabase> {
  return makeDatabase('template1');
}

async function makeDatabase(template: string): Promise<TestDatabase> {
  const name = `test_${randomUUID().replaceAll('-', '')}`;
  await onServer((server) => server.query(`create database ${name} template ${template}`));
  return { url: addressOf(name), drop: () => dropDatabase(name) };
}

function dropDatabase(name: string): Promise<void> {
  return onServer(async (server) => {
    const connections = async () => {
      const { rows } = await server.query<{ left: string }>(
        `select application_name || ': ' || left(query, 200) as left from pg_stat_activity
          where datname = $1 and backend_type = 'client backend'`,
        [name],
      );
      return rows.map(({ left }) => left);
    };
    // the server takes a moment to drop a closed connection, and longer while it runs a killed client's statement
    await waitFor(async () => (await connections()).length === 0).catch(() => undefined);
    const left = await connections();
    await server.query(`drop database ${name} with (force)`);
    if (left.length > 0) throw new Error(`Connections to the test's database were left open:\n${left.join('\n')}`);
  });
}

async function onServer<T>(work: (server: pg.Client) => Promise<T>): Promise<T> {
  const server = new pg.Client({ connectionString: addressOf('postgres'), application_name: 'test support' });
  await server.connect();
  try {
    return await work(server);
  } finally {
    await server.end();
  }
}

function addressOf(database: string): string {
  return Object.assign(templateUrl(), { pathname: `/${database}` }).href;
}

function templateUrl(): URL {
  const template = process.env['DAYBOOK_TEST_TEMPLATE'];
  if (!template) throw new Error('There is no test server: run the tests with "npm test".');
  return new URL(template);
}
