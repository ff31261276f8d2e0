import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { commandLine } from '@daybook/database';
import { expect } from '@jest/globals';
import pg from 'pg';
import { findFreePort } from './find-free-port.js';
import { waitFor } from './wait-for.js';

const launcher = new URL('../../dist/apps/launcher/src/main.js', import.meta.url).pathname;
export const startTimeoutMs = 90_000;

/** Starts `npm start`'s program with a data folder, as often as a test wants, and looks at what it runs. */
export async function aLauncherIn(dataDir: string) {
  const port = await findFreePort();
  const launched: ChildProcess[] = [];

  function launch(env: Record<string, string> = {}) {
    const { PATH, NODE_COMPILE_CACHE } = process.env;
    const child = spawn(process.execPath, ['--disable-warning=ExperimentalWarning', launcher], {
      env: { PATH, NODE_COMPILE_CACHE, PORT: String(port), DATA_DIR: dataDir, ...env },
      stdio: ['ignore', 'pipe', 'pipe', 'ipc'],
    });
    launched.push(child);
    let output = '';
    for (const stream of [child.stdout, child.stderr])
      stream?.on('data', (chunk: Buffer) => (output += chunk.toString()));
    const ended = once(child, 'exit').then(() => child.exitCode);
    const closed = once(child, 'close');
    return { child, ended, closed, output: () => output };
  }

  async function launchUntilReady(env: Record<string, string> = {}) {
    const started = launch(env);
    await waitFor(() => started.output().includes('Press Ctrl-C to stop it.') || started.child.exitCode !== null, {
      within: 80_000,
    });
    expect(started.output()).toContain('Press Ctrl-C to stop it.');
    return started;
  }

  const startedProcesses = () =>
    JSON.parse(readFileSync(join(dataDir, 'running.json'), 'utf8')) as { pid: number; command: string }[];
  const programs = () => startedProcesses().filter(({ command }) => command.endsWith('main.js'));
  function database() {
    const lines = readFileSync(join(dataDir, 'postgres', 'data', 'postmaster.pid'), 'utf8').split('\n');
    return { pid: Number(lines[0]), port: Number(lines[3]) };
  }
  return {
    port,
    url: `http://localhost:${port}`,
    launch,
    launchUntilReady,
    programs,
    pidOf: (app: string) => programs().find(({ command }) => command.includes(`/${app}/`))?.pid,
    database,
    /** Rows of the embedded database. */
    async rows<T extends object>(statement: string): Promise<T[]> {
      const password = readFileSync(join(dataDir, 'postgres', 'password'), 'utf8');
      const client = new pg.Client(`postgresql://postgres:${password}@127.0.0.1:${database().port}/daybook_demo`);
      await client.connect();
      try {
        return (await client.query<T>(statement)).rows;
      } finally {
        await client.end();
      }
    },
    pids: () => [database().pid, ...startedProcesses().map(({ pid }) => pid)],
    isReady: async () => (await fetch(`http://127.0.0.1:${port}/health/ready`)).ok,
    /** Ends every launcher that still runs. */
    end: () => Promise.all(launched.splice(0).map((child) => end(child, 'SIGTERM'))),
  };
}

/** PostgreSQL removes its process id just before it ends, so its stop may be over a moment earlier. */
export const stillRunning = (pids: number[]) => pids.map(commandLine).filter((line) => line !== '');

/** Sends the signal, and waits until it has ended. */
export async function end(child: ChildProcess, signal: NodeJS.Signals): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null) return;
  const closed = once(child, 'exit');
  child.kill(signal);
  await closed;
}
