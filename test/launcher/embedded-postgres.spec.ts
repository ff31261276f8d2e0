import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import {
  chmodSync,
  existsSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { commandLine, startEmbeddedPostgres, type EmbeddedPostgres } from '@daybook/database';
import { afterEach, beforeEach, describe, expect, it, jest } from '@jest/globals';
import pg from 'pg';
import { waitFor } from '../support/wait-for.js';

// a first start takes many seconds on a busy machine
jest.setTimeout(180_000);

describe('the embedded PostgreSQL', () => {
  let dataDir: string;
  let children: ChildProcess[];
  let servers: EmbeddedPostgres[];

  beforeEach(() => {
    dataDir = mkdtempSync(join(tmpdir(), 'daybook-embedded-'));
    // PostgreSQL may run under another account
    chmodSync(dataDir, 0o755);
    children = [];
    servers = [];
  });
  afterEach(async () => {
    await Promise.all(servers.map((server) => server.stop()));
    for (const child of children) child.kill('SIGKILL');
    // a killed start's initdb may still be writing
    rmSync(dataDir, { recursive: true, force: true, maxRetries: 20, retryDelay: 100 });
  });

  const start = async () => {
    const server = await startEmbeddedPostgres({ dataDir, log: () => undefined, durable: false });
    servers.push(server);
    return server;
  };
  const cluster = (...path: string[]) => join(dataDir, 'postgres', ...path);
  const pidFile = () => readFileSync(cluster('data', 'postmaster.pid'), 'utf8').split('\n');
  const serverPid = () => Number(pidFile()[0]);

  function holdInAnotherProcess(): ChildProcess {
    const script = new URL('embedded-postgres-process.mjs', import.meta.url).pathname;
    const child = spawn(process.execPath, [script, dataDir], { stdio: ['ignore', 'pipe', 'inherit'] });
    children.push(child);
    return child;
  }

  /** Kills a first start before it has made its cluster. False if a busy machine let it finish, which is undone. */
  async function startHalfWay(): Promise<boolean> {
    const starter = holdInAnotherProcess();
    await waitFor(() => readdirSync(dataDir).some((name) => existsSync(join(dataDir, name, 'data', 'base'))));
    starter.kill('SIGKILL');
    await once(starter, 'exit');
    if (!existsSync(cluster())) return true;
    const finished = await start();
    await finished.stop();
    rmSync(cluster(), { recursive: true });
    return false;
  }

  /** What a process of the server's own account says first; it lives until the test ends. */
  async function asTheServersAccount(script: string): Promise<number> {
    const { uid, gid } = statSync(cluster('data'));
    const child = spawn('/bin/sh', ['-c', script], { uid, gid, cwd: '/', stdio: ['ignore', 'pipe', 'ignore'] });
    children.push(child);
    return Number(await firstLine(child));
  }

  it('refuses connections without the password, which only the server and we can read', async () => {
    const server = await start();
    const stranger = new pg.Client({ connectionString: server.url('postgres').replace(/:[^:@]+@/, ':guess@') });
    await expect(stranger.connect()).rejects.toMatchObject({ code: '28P01' });
    expect(statSync(cluster('password')).mode & 0o777).toBe(0o600);
  });

  it('listens on 127.0.0.1 only, and compares text as people do', async () => {
    const server = await start();
    expect(
      await ask(
        server.url('postgres'),
        `select current_setting('listen_addresses') as addresses, current_setting('unix_socket_directories') as sockets,
                'É' ilike 'é' as same`,
      ),
    ).toEqual({ addresses: '127.0.0.1', sockets: '', same: true });
  });

  it('creates a database once, however often it is requested', async () => {
    const server = await start();
    await Promise.all([server.createDatabase('shop'), server.createDatabase('shop')]);
    await server.createDatabase('shop');
    expect(await ask(server.url('shop'), 'select current_database() as name')).toEqual({ name: 'shop' });
  });

  it('gives two simultaneous first starts the same server', async () => {
    const urls = await Promise.all([holdInAnotherProcess(), holdInAnotherProcess()].map(firstLine));
    expect(urls[0]).toBe(urls[1]);
    servers.push(await start());
    expect(readdirSync(dataDir)).toEqual(['postgres']);
  });

  it('takes over the server that a killed start left running', async () => {
    const starter = holdInAnotherProcess();
    const url = await firstLine(starter);
    starter.kill('SIGKILL');
    await once(starter, 'exit');

    const server = await start();
    expect(server.url('postgres')).toBe(url);
    expect(server.wasRunning).toBe(true);
    const pid = serverPid();
    await server.stop();
    // it removes its process id just before it ends
    await waitFor(() => commandLine(pid) === '');
  });

  it('starts afresh after a first start was killed half-way', async () => {
    await waitFor(startHalfWay, { within: 90_000 });
    expect(existsSync(cluster())).toBe(false);

    const server = await start();
    expect(await ask(server.url('postgres'), 'select 1 as one')).toEqual({ one: 1 });
  });

  it.each([
    ['belongs to another program by now', 'echo $$; exec sleep 60'],
    ['is a zombie that nobody collects', 'sleep 0 & echo $!; exec sleep 60'],
    ['is gone', 'true & echo $!; wait'],
  ])('starts after a crash when the process id the server left behind %s', async (_case, script) => {
    const first = await start();
    const lines = pidFile();
    await first.stop();
    const pid = await asTheServersAccount(script);
    writeFileSync(cluster('data', 'postmaster.pid'), [pid, ...lines.slice(1)].join('\n'));

    const second = await start();
    expect(second.wasRunning).toBe(false);
    expect(await ask(second.url('postgres'), 'select 1 as one')).toEqual({ one: 1 });
  });
});

/** What is written once the server is there, which a busy machine may take its time over. */
async function firstLine(child: ChildProcess): Promise<string> {
  let written = '';
  child.stdout?.on('data', (chunk: Buffer) => (written += chunk.toString()));
  await waitFor(() => written.includes('\n'), { within: 120_000 });
  return written.slice(0, written.indexOf('\n'));
}

async function ask(url: string, question: string): Promise<unknown> {
  const client = new pg.Client({ connectionString: url });
  await client.connect();
  try {
    return (await client.query(question)).rows[0];
  } finally {
    await client.end();
  }
}
