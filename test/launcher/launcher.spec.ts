import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { chmodSync, existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { createServer, type Server } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { commandLine } from '@daybook/database';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { findFreePort } from '../support/find-free-port.js';
import { waitFor } from '../support/wait-for.js';

const launcher = new URL('../../dist/apps/launcher/src/main.js', import.meta.url).pathname;
const startTimeoutMs = 90_000;

describe('the launcher', () => {
  let dataDir: string;
  let port: number;
  const launchers: ChildProcess[] = [];

  async function makeDataDir(): Promise<void> {
    dataDir = mkdtempSync(join(tmpdir(), 'daybook-launcher-'));
    // PostgreSQL may run under another account
    chmodSync(dataDir, 0o755);
    port = await findFreePort();
  }
  async function removeDataDir(): Promise<void> {
    await Promise.all(launchers.splice(0).map((child) => end(child, 'SIGTERM')));
    rmSync(dataDir, { recursive: true, force: true });
  }

  function launch(env: Record<string, string> = {}) {
    const { PATH, NODE_COMPILE_CACHE } = process.env;
    const child = spawn(process.execPath, ['--disable-warning=ExperimentalWarning', launcher], {
      env: { PATH, NODE_COMPILE_CACHE, PORT: String(port), DATA_DIR: dataDir, ...env },
      stdio: ['ignore', 'pipe', 'pipe', 'ipc'],
    });
    launchers.push(child);
    let output = '';
    for (const stream of [child.stdout, child.stderr])
      stream?.on('data', (chunk: Buffer) => (output += chunk.toString()));
    const ended = once(child, 'exit').then(() => child.exitCode);
    const closed = once(child, 'close');
    return { child, ended, closed, output: () => output };
  }

  /** The output and the exit code of a start that fails. */
  async function failToLaunch(env: Record<string, string>) {
    const { child, closed, output } = launch(env);
    await closed;
    return { code: child.exitCode, output: output().trim() };
  }

  async function launchUntilReady() {
    const launched = launch();
    await waitFor(() => launched.output().includes('Press Ctrl-C to stop it.') || launched.child.exitCode !== null, {
      within: 80_000,
    });
    expect(launched.output()).toContain('Press Ctrl-C to stop it.');
    return launched;
  }

  const startedProcesses = () =>
    JSON.parse(readFileSync(join(dataDir, 'running.json'), 'utf8')) as { pid: number; command: string }[];
  function serverPidAndPort() {
    const lines = readFileSync(join(dataDir, 'postgres', 'data', 'postmaster.pid'), 'utf8').split('\n');
    return { pid: Number(lines[0]), port: Number(lines[3]) };
  }
  const serverPid = () => serverPidAndPort().pid;
  const isReady = async () => (await fetch(`http://127.0.0.1:${port}/health/ready`)).ok;
  const programs = () => startedProcesses().filter(({ command }) => command.endsWith('main.js'));
  const pids = () => [serverPid(), ...startedProcesses().map(({ pid }) => pid)];
  /** PostgreSQL removes its process id just before it ends, so its stop may be over a moment earlier. */
  const stillRunning = (of: number[]) => of.map(commandLine).filter((line) => line !== '');

  describe('refuses to start, with a sentence and before it starts anything, when', () => {
    beforeEach(makeDataDir);
    afterEach(async () => {
      expect(existsSync(join(dataDir, 'postgres'))).toBe(false);
      await removeDataDir();
    });

    it('settings are invalid, and names each of them', async () => {
      expect(await failToLaunch({ SHOP_CURRENCY: 'POUNDS', SANDBOX: 'perhaps', ADMIN_EMAIL: 'me' })).toEqual({
        code: 1,
        output: [
          'ADMIN_EMAIL has to be an e-mail address.',
          'SHOP_CURRENCY has to be a currency code such as GBP.',
          'SANDBOX has to be on or off.',
        ].join('\n'),
      });
    });

    it('the port is taken', async () => {
      const other = createServer().listen(port, '127.0.0.1');
      await once(other, 'listening');
      const { code, output } = await failToLaunch({});
      other.close();
      expect(code).toBe(1);
      expect(output).toMatch(new RegExp(`^Port ${port} is taken by another program: .*PORT=.*$`));
    });

    it('the given database cannot be reached, and shows its address without the password', async () => {
      const nobody = await findFreePort();
      const { code, output } = await failToLaunch({
        DATABASE_URL: `postgresql://shop:hunter22@127.0.0.1:${nobody}/shop`,
      });
      expect(code).toBe(1);
      expect(output).toBe(
        `PostgreSQL at 127.0.0.1:${nobody} cannot be reached (ECONNREFUSED): start it, or correct DATABASE_URL.`,
      );
    });

    it('the sandbox is on together with a live Stripe key', async () => {
      expect(await failToLaunch({ SANDBOX: 'on', STRIPE_SECRET_KEY: 'sk_live_1234' })).toEqual({
        code: 1,
        output: 'SANDBOX is on although the Stripe key is live: remove one of them.',
      });
    });
  });

  // a start takes many seconds, so these tests share one folder and one running Daybook until a test stops it
  describe('with a data folder', () => {
    let current: ReturnType<typeof launch> | undefined;
    const running = async () => (current ??= await launchUntilReady());
    async function stopped(signal?: NodeJS.Signals): Promise<void> {
      const { child, ended } = await running();
      current = undefined;
      if (signal) child.kill(signal);
      await ended;
    }

    beforeAll(makeDataDir);
    afterAll(removeDataDir, startTimeoutMs);

    it(
      'shows the password of an account it creates, even if it is killed before every program runs',
      async () => {
        const first = launch();
        await waitFor(() => first.output().includes('Loading the demo shop'), { within: 80_000 });
        await end(first.child, 'SIGKILL');
        const [, password] =
          /Sign in as owner@example\.com with the password (\S+) \(generated now/.exec(first.output()) ?? [];

        expect((await running()).output()).toMatch(/Sign in as owner@example\.com\. If you have lost the password/);
        const signedIn = await fetch(`http://127.0.0.1:${port}/api/session`, {
          method: 'POST',
          headers: { 'content-type': 'application/json', origin: `http://localhost:${port}` },
          body: JSON.stringify({ email: 'owner@example.com', password }),
        });
        expect(signedIn.status).toBe(200);
      },
      2 * startTimeoutMs,
    );

    it(
      'starts every program and shows the address',
      async () => {
        expect((await running()).output()).toContain(`http://localhost:${port}/admin`);
        expect(programs()).toHaveLength(3);
        expect(await isReady()).toBe(true);
      },
      startTimeoutMs,
    );

    it(
      'refuses a second start beside the first',
      async () => {
        const { child } = await running();
        const { code, output } = await failToLaunch({ PORT: String(await findFreePort()) });
        expect(code).toBe(1);
        expect(output).toMatch(
          new RegExp(`^Daybook is already running here \\(http://localhost:${port}, process ${String(child.pid)}\\)`),
        );
      },
      startTimeoutMs,
    );

    it(
      'restarts a program that was killed',
      async () => {
        await running();
        const api = programs().find(({ command }) => command.includes('/api/'));
        process.kill(api?.pid ?? 0, 'SIGKILL');
        await waitFor(() => programs().some(({ command, pid }) => command === api?.command && pid !== api.pid));
        await waitFor(isReady, { within: 60_000 });
      },
      2 * startTimeoutMs,
    );

    it(
      'restarts PostgreSQL when it was killed, and stops the new one, too',
      async () => {
        const { child, ended, output } = await running();
        const killed = serverPid();
        process.kill(killed, 'SIGKILL');
        await waitFor(() => output().includes('PostgreSQL does not run. It is started again in 1 s'));
        // until they end, too, the processes of the killed one may answer
        const again = await waitFor(async () => (await isReady()) && serverPid() !== killed && serverPid(), {
          within: 60_000,
        });

        await stopped('SIGTERM');
        expect([child.exitCode, await ended]).toEqual([0, 0]);
        await waitFor(() => commandLine(again) === '');
      },
      2 * startTimeoutMs,
    );

    it(
      'starts a program again however often it dies, and leaves the others alone',
      async () => {
        const { output } = await running();
        const pidOf = (app: string) => programs().find(({ command }) => command.includes(`/${app}/`))?.pid;
        const api = pidOf('api');
        for (const deaths of [1, 2, 3, 4]) {
          const worker = await waitFor(() => pidOf('worker'), { within: 60_000 });
          process.kill(worker, 'SIGKILL');
          await waitFor(() => output().match(/The worker ended \(SIGKILL\)/g)?.length === deaths);
        }
        expect(output()).toContain('It is started again in 8 s');
        await waitFor(() => pidOf('worker'), { within: 60_000 });
        expect(pidOf('api')).toBe(api);
        expect(await isReady()).toBe(true);
      },
      2 * startTimeoutMs,
    );

    it(
      'starts PostgreSQL again once another program has left its port',
      async () => {
        const { output } = await running();
        const { pid, port: databasePort } = serverPidAndPort();
        process.kill(pid, 'SIGKILL');
        const squatter = await waitFor(() => listen(databasePort));
        await waitFor(() => (output().match(/PostgreSQL did not start/g)?.length ?? 0) >= 2, { within: 60_000 });
        await expect(isReady()).resolves.toBe(false);
        squatter.close();
        await waitFor(isReady, { within: 90_000 });
      },
      2 * startTimeoutMs,
    );

    it(
      'takes over from a killed launcher, and leaves nothing running after repeated SIGTERMs',
      async () => {
        await running();
        const left = [serverPid(), ...programs().map(({ pid }) => pid)];
        await stopped('SIGKILL');

        const { child, ended } = await running();
        expect(serverPid()).toBe(left[0]);
        const started = pids();
        child.kill('SIGTERM');
        await stopped('SIGTERM');
        expect(await ended).toBe(0);
        await waitFor(() => stillRunning([...left, ...started]).length === 0);
      },
      2 * startTimeoutMs,
    );

    it(
      'ends with the process that started it',
      async () => {
        const { child, ended } = await running();
        const started = pids();
        child.disconnect();
        await stopped();
        expect(await ended).toBe(0);
        await waitFor(() => stillRunning(started).length === 0);
      },
      2 * startTimeoutMs,
    );
  });
});

/** Throws while the port is taken. */
async function listen(port: number): Promise<Server> {
  const server = createServer().listen(port, '127.0.0.1');
  await once(server, 'listening');
  return server;
}

async function end(child: ChildProcess, signal: NodeJS.Signals): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null) return;
  const closed = once(child, 'exit');
  child.kill(signal);
  await closed;
}
