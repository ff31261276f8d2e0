import { existsSync, statSync, truncateSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import pg from 'pg';
import { clusterData, clusterPassword, createCluster } from './create-cluster.js';
import { freePort } from './free-port.js';
import { pgProgram } from './pg-program.js';
import { disownStalePostmaster, runningPostmaster, type Postmaster } from './postmaster.js';
import { settleServerFiles, type ServerFiles } from './server-files.js';

export interface EmbeddedPostgresOptions {
  /** The data goes into `postgres` in here; as root it may have to go to `/var/lib/daybook`. */
  dataDir: string;
  /** Told what happens, a sentence at a time. */
  say: (sentence: string) => void;
  /** For data that need not outlive the power: nothing waits for the disk. */
  durable?: boolean;
  /** Settings of `postgresql.conf` for this run. */
  settings?: Record<string, string>;
}

export interface EmbeddedPostgres {
  /** Where a database is; carries the password. */
  url(database: string): string;
  /** Makes a database unless it is there. */
  createDatabase(name: string): Promise<void>;
  /** Whether it ran before: left by a killed start, or in use by another program. */
  adopted: boolean;
  isRunning(): boolean;
  /** What it writes about itself goes into this file. */
  log: string;
  /** Starts it again after it was killed, at the same address. Throws with what PostgreSQL said if it does not start. */
  startAgain(): Promise<void>;
  /** Stops the server, also one that was already running. Connections that are still open are cut. */
  stop(): Promise<void>;
}

const startSeconds = 60;
const longLogBytes = 10_000_000;

/** PostgreSQL from the npm package, on 127.0.0.1 only: makes its cluster, starts it, or takes over the one that runs there. */
export async function startEmbeddedPostgres(options: EmbeddedPostgresOptions): Promise<EmbeddedPostgres> {
  const { dataDir, say, durable = true } = options;
  const files = settleServerFiles(dataDir);
  const fresh = !existsSync(clusterData(files));
  if (fresh) await createCluster(files, { durable });
  if (fresh || files.home !== join(resolve(dataDir), 'postgres')) say(`PostgreSQL keeps its data in ${files.home}.`);
  const adopted = runningPostmaster(clusterData(files)) !== undefined;
  const { port } = await start(files, options);
  const password = clusterPassword(files);
  const url = (database: string) => `postgresql://postgres:${password}@127.0.0.1:${port}/${database}`;
  return {
    url,
    adopted,
    log: log(files),
    isRunning: () => runningPostmaster(clusterData(files)) !== undefined,
    startAgain: async () => {
      await start(files, { ...options, settings: { ...options.settings, port: String(port) } });
    },
    createDatabase: (name) => createDatabase(url('postgres'), name),
    stop: () => stop(files),
  };
}

async function start(files: ServerFiles, options: EmbeddedPostgresOptions): Promise<Postmaster> {
  const data = clusterData(files);
  const deadline = Date.now() + startSeconds * 1000;
  for (;;) {
    const running = runningPostmaster(data);
    if (running?.state === 'ready') return running;
    // it starts or stops: wait for the one or the other
    const failure = running ? `it stays "${running.state}"` : await launch(files, options);
    if (Date.now() > deadline)
      throw new Error(`PostgreSQL did not start (see ${log(files)}): ${failure ?? 'it ended at once'}`);
    await pause(failure ? 200 : 0);
  }
}

/** One try; gives what went wrong. A port taken meanwhile or a sibling who was faster are no reason to give up. */
async function launch(
  files: ServerFiles,
  { durable = true, settings = {} }: EmbeddedPostgresOptions,
): Promise<string | undefined> {
  disownStalePostmaster(clusterData(files));
  const all = {
    listen_addresses: '127.0.0.1',
    unix_socket_directories: '',
    port: String(await freePort()),
    ...(durable ? {} : { fsync: 'off', synchronous_commit: 'off', full_page_writes: 'off' }),
    ...settings,
  };
  const flags = Object.entries(all).map(([name, value]) => `-c ${name}='${value}'`);
  keepLogShort(log(files));
  try {
    await pgProgram(files, 'pg_ctl', [
      'start',
      '-D',
      clusterData(files),
      '-w',
      '-t',
      String(startSeconds),
      '-l',
      log(files),
      '-o',
      flags.join(' '),
    ]);
    return undefined;
  } catch (error) {
    return error instanceof Error ? error.message : String(error);
  }
}

async function stop(files: ServerFiles): Promise<void> {
  // the second way costs a recovery at the next start, no data
  for (const mode of ['fast', 'immediate']) {
    if (!runningPostmaster(clusterData(files))) return;
    await pgProgram(files, 'pg_ctl', ['stop', '-D', clusterData(files), '-m', mode, '-w', '-t', '20']).catch(
      () => undefined,
    );
  }
  if (runningPostmaster(clusterData(files))) throw new Error(`PostgreSQL does not stop; its log is ${log(files)}.`);
}

async function createDatabase(url: string, name: string): Promise<void> {
  const client = new pg.Client({ connectionString: url });
  await client.connect();
  try {
    await client.query(`create database ${client.escapeIdentifier(name)}`);
  } catch (error) {
    // duplicate_database, also when somebody makes it at the same moment
    if (!(error instanceof pg.DatabaseError) || !['42P04', '23505'].includes(error.code ?? '')) throw error;
  } finally {
    await client.end();
  }
}

const log = (files: ServerFiles) => join(files.home, 'server.log');

function keepLogShort(path: string): void {
  if ((statSync(path, { throwIfNoEntry: false })?.size ?? 0) > longLogBytes) truncateSync(path);
}
