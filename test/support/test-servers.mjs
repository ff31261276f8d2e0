// A separate process keeps the tests' PostgreSQL and Redis. It stops them when the IPC channel closes, however the run ends.
// It imports compiled code, because Jest starts it before it can transform TypeScript.
import { fork } from 'node:child_process';
import { chmodSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import pg from 'pg';
import { startRedis } from './redis-server.mjs';

const template = `daybook_template_${process.pid}`;

let keeper;

/** Starts the keeper; returns the address of the template database, and of a Redis if one is available. */
export async function startKeeper() {
  keeper = fork(fileURLToPath(import.meta.url), {
    detached: true,
    stdio: ['ignore', 'inherit', 'inherit', 'ipc'],
    execArgv: [],
  });
  return new Promise((resolve, reject) => {
    keeper.once('message', resolve);
    keeper.once('exit', () => reject(new Error('The servers of the tests did not start.')));
  });
}

/** Disconnects the keeper and waits until it and its servers are gone. */
export function stopKeeper() {
  return new Promise((resolve) => {
    keeper.once('exit', resolve);
    keeper.disconnect();
  });
}

async function keep() {
  const { findFreePort, migrate, startEmbeddedPostgres } = await import('../../dist/libs/database/src/index.js');
  const { migrateJobs } = await import('../../dist/libs/jobs/src/index.js');
  const given = process.env.TEST_DATABASE_URL;
  const server = given ? givenServer(given) : await embeddedServer(startEmbeddedPostgres);
  const redis = await startRedis(await findFreePort());
  const end = async () => {
    await Promise.all([server.stop(), redis?.stop()]);
    process.exit();
  };
  process.once('disconnect', end);
  if (!process.connected) return end();
  await server.createDatabase(template);
  await migrate(server.url(template));
  await migrateJobs(server.url(template));
  process.send({ template: server.url(template), redis: redis?.url });
}

async function embeddedServer(startEmbeddedPostgres) {
  const dataDir = mkdtempSync(join(tmpdir(), 'daybook-test-'));
  // PostgreSQL may run under another account
  chmodSync(dataDir, 0o755);
  const server = await startEmbeddedPostgres({
    dataDir,
    log: () => undefined,
    durable: false,
    settings: { max_connections: '300' },
  });
  const stop = async () => {
    await server.stop();
    rmSync(dataDir, { recursive: true, force: true });
  };
  return { ...server, stop };
}

/** The server at `TEST_DATABASE_URL`, whose account may create databases. */
function givenServer(address) {
  const run = async (statement) => {
    const client = new pg.Client({ connectionString: address });
    await client.connect();
    await client.query(statement).finally(() => client.end());
  };
  return {
    url: (database) => Object.assign(new URL(address), { pathname: `/${database}` }).href,
    createDatabase: (name) => run(`create database ${name}`),
    stop: () => run(`drop database if exists ${template} with (force)`),
  };
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  await keep();
}
