import { existsSync, statSync, truncateSync } from 'node:fs';
import { createServer } from 'node:net';
import { join, resolve } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import pg from 'pg';
import { connectionTimeoutMillis } from '../connection-timeout.js';
import { clusterDataDir, clusterPassword, createCluster } from './create-cluster.js';
import { throwIfDiskFull } from './disk-room.js';
import { runPgProgram } from './pg-program.js';
import { neutralizeStalePidFile, runningPostmaster, type Postmaster } from './postmaster.js';
import { prepareServerFiles, type ServerFiles } from './server-files.js';

export interface EmbeddedPostgresOptions {
  /** The cluster goes into its folder `postgres`; as root it may have to go to `/var/lib/daybook`. */
  dataDir: string;
  /** Receives what happens, one sentence at a time. */
  log: (sentence: string) => void;
  /** False for data that need not survive a power failure: nothing waits for the disk. */
  durable?: boolean;
  /** Settings of `postgresql.conf` for this run. */
  settings?: Record<string, string>;
}

export interface EmbeddedPostgres {
  /** The address of a database, with the password. */
  url(database: string): string;
  createDatabase(name: string): Promise<void>;
  /** Whether it ran before: left by a killed start, or in use by another program. */
  wasRunning: boolean;
  isRunning(): boolean;
  logPath: string;
  /** Attempts once to start it after it has ended, at the same address. Throws with what PostgreSQL printed. */
  restart(): Promise<void>;
  /** Stops the server, even if it was already running, and closes all connections. */
  stop(): Promise<void>;
}

const startTimeoutSeconds = 60;
const maxLogBytes = 10_000_000;

/** PostgreSQL from the npm package, on 127.0.0.1 only: creates its cluster, and starts it or uses the one that runs there. */
export async function startEmbeddedPostgres(options: EmbeddedPostgresOptions): Promise<EmbeddedPostgres> {
  const { dataDir, log, durable = true } = options;
  const files = prepareServerFiles(dataDir);
  const isNew = !existsSync(clusterDataDir(files));
  if (isNew) await createCluster(files, { durable });
  if (isNew || files.home !== join(resolve(dataDir), 'postgres')) log(`PostgreSQL keeps its data in ${files.home}.`);
  const isRunning = () => runningPostmaster(clusterDataDir(files)) !== undefined;
  const wasRunning = isRunning();
  const { port } = await startServer(files, options);
  const password = clusterPassword(files);
  const url = (database: string) => `postgresql://postgres:${password}@127.0.0.1:${port}/${database}`;
  return {
    url,
    wasRunning,
    isRunning,
    logPath: logPath(files),
    restart: async () => {
      const failure = await tryLaunch(files, { ...options, settings: { ...options.settings, port: String(port) } });
      if (failure !== undefined) throw new Error(failure);
    },
    createDatabase: (name) => createDatabase(url('postgres'), name),
    stop: () => stopServer(files),
  };
}

async function startServer(files: ServerFiles, options: EmbeddedPostgresOptions): Promise<Postmaster> {
  const deadline = Date.now() + startTimeoutSeconds * 1000;
  for (;;) {
    const running = runningPostmaster(clusterDataDir(files));
    if (running?.state === 'ready') return running;
    // waits for one that is starting or stopping
    const failure = running ? `it stays "${running.state}"` : await tryLaunch(files, options);
    if (failure !== undefined) throwIfDiskFull(files.home, failure);
    if (Date.now() > deadline)
      throw new Error(`PostgreSQL did not start (see ${logPath(files)}): ${failure ?? 'it ended at once'}`);
    await pause(failure ? 200 : 0);
  }
}

/** One attempt; returns why it failed. The port may be taken meanwhile, or another start may be quicker. */
async function tryLaunch(
  files: ServerFiles,
  { durable = true, settings = {} }: EmbeddedPostgresOptions,
): Promise<string | undefined> {
  const data = clusterDataDir(files);
  neutralizeStalePidFile(data);
  const all = {
    listen_addresses: '127.0.0.1',
    unix_socket_directories: '',
    port: String(await findFreePort()),
    ...(durable ? {} : { fsync: 'off', synchronous_commit: 'off', full_page_writes: 'off' }),
    ...settings,
  };
  const flags = Object.entries(all).map(([name, value]) => `-c ${name}='${value}'`);
  truncateLargeLog(logPath(files));
  const timeout = ['-w', '-t', String(startTimeoutSeconds)];
  try {
    await runPgProgram(files, 'pg_ctl', ['start', '-D', data, ...timeout, '-l', logPath(files), '-o', flags.join(' ')]);
    return undefined;
  } catch (error) {
    return error instanceof Error ? error.message : String(error);
  }
}

async function stopServer(files: ServerFiles): Promise<void> {
  const data = clusterDataDir(files);
  // `immediate` costs a recovery at the next start, but no data
  for (const mode of ['fast', 'immediate']) {
    if (!runningPostmaster(data)) return;
    await runPgProgram(files, 'pg_ctl', ['stop', '-D', data, '-m', mode, '-w', '-t', '20']).catch(() => undefined);
  }
  if (runningPostmaster(data)) throw new Error(`PostgreSQL did not stop; its log is ${logPath(files)}.`);
}

async function createDatabase(url: string, name: string): Promise<void> {
  const client = new pg.Client({ connectionString: url, connectionTimeoutMillis });
  await client.connect();
  try {
    await client.query(`create database ${client.escapeIdentifier(name)}`);
  } catch (error) {
    // duplicate_database, and unique_violation when another process creates it at the same moment
    if (!(error instanceof pg.DatabaseError) || !['42P04', '23505'].includes(error.code ?? '')) throw error;
  } finally {
    await client.end();
  }
}

const logPath = (files: ServerFiles) => join(files.home, 'server.log');

function truncateLargeLog(path: string): void {
  if ((statSync(path, { throwIfNoEntry: false })?.size ?? 0) > maxLogBytes) truncateSync(path);
}

export function findFreePort(): Promise<number> {
  return new Promise((resolve, reject) => {
    const probe = createServer();
    probe.once('error', reject);
    probe.listen(0, '127.0.0.1', () => {
      const address = probe.address();
      probe.close(() =>
        address && typeof address === 'object' ? resolve(address.port) : reject(new Error('There is no free port.')),
      );
    });
  });
}
