import { once } from 'node:events';
import { chmodSync, existsSync, mkdtempSync, rmSync } from 'node:fs';
import { createServer, type Server } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { commandLine } from '@daybook/database';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { findFreePort } from '../support/find-free-port.js';
import { useDatabase } from '../support/database.js';
import { aLauncherIn, end, startTimeoutMs, stillRunning } from '../support/launcher.js';
import { aTcpProxyTo } from '../support/tcp-proxy.js';
import { waitFor } from '../support/wait-for.js';

describe('the launcher', () => {
  const database = useDatabase();
  let dataDir: string;
  let launcher: Awaited<ReturnType<typeof aLauncherIn>>;

  async function makeDataDir(): Promise<void> {
    dataDir = mkdtempSync(join(tmpdir(), 'daybook-launcher-'));
    // PostgreSQL may run under another account
    chmodSync(dataDir, 0o755);
    launcher = await aLauncherIn(dataDir);
  }
  async function removeDataDir(): Promise<void> {
    await launcher.end();
    rmSync(dataDir, { recursive: true, force: true });
  }

  /** The output and the exit code of a start that fails. */
  async function failToLaunch(env: Record<string, string>) {
    const { child, closed, output } = launcher.launch(env);
    await closed;
    return { code: child.exitCode, output: output().trim() };
  }

  describe('waits for the given database', () => {
    beforeEach(makeDataDir);
    afterEach(removeDataDir, startTimeoutMs);

    it(
      'until it answers, and says so without its password',
      async () => {
        const proxy = await aTcpProxyTo(database.url);
        await proxy.cut();
        const { child, output } = launcher.launch({ DATABASE_URL: proxy.url });
        const { host, password } = new URL(proxy.url);
        await waitFor(() => output().includes('Trying again in 2 s.'));
        expect(output().split('\n')[0]).toBe(
          `PostgreSQL at ${host} cannot be reached (ECONNREFUSED): start it, or correct DATABASE_URL. Trying again in 1 s.`,
        );
        expect(output()).not.toContain(password);
        expect(child.exitCode).toBeNull();

        await proxy.mend();
        await waitFor(() => output().includes('Press Ctrl-C to stop it.'), { within: startTimeoutMs });
        await launcher.end();
        await proxy.cut();
      },
      2 * startTimeoutMs,
    );
  });

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
      const other = createServer().listen(launcher.port, '127.0.0.1');
      await once(other, 'listening');
      const { code, output } = await failToLaunch({});
      other.close();
      expect(code).toBe(1);
      expect(output).toMatch(new RegExp(`^Port ${launcher.port} is taken by another program: .*PORT=.*$`));
    });

    it('the given server has no such database, and shows its address without the password', async () => {
      const server = new URL(database.url);
      const { code, output } = await failToLaunch({ DATABASE_URL: new URL('/nobody', server).href });
      expect(code).toBe(1);
      expect(output).toBe(
        `PostgreSQL at ${server.hostname}:${server.port || 5432} has no database "nobody": create it, or correct DATABASE_URL.`,
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
    let current: ReturnType<typeof launcher.launch> | undefined;
    const running = async () => (current ??= await launcher.launchUntilReady());
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
        const first = launcher.launch();
        await waitFor(() => first.output().includes('Loading the demo shop'), { within: 80_000 });
        await end(first.child, 'SIGKILL');
        const [, password] =
          /Sign in as owner@example\.com with the password (\S+) \(generated now/.exec(first.output()) ?? [];

        expect((await running()).output()).toMatch(/Sign in as owner@example\.com\. If you have lost the password/);
        const signedIn = await fetch(`http://127.0.0.1:${launcher.port}/api/session`, {
          method: 'POST',
          headers: { 'content-type': 'application/json', origin: `http://localhost:${launcher.port}` },
          body: JSON.stringify({ email: 'owner@example.com', password }),
        });
        expect(signedIn.status).toBe(200);
      },
      2 * startTimeoutMs,
    );

    it(
      'starts every program and shows the address',
      async () => {
        expect((await running()).output()).toContain(`http://localhost:${launcher.port}/admin`);
        expect(launcher.programs()).toHaveLength(3);
        expect(await launcher.isReady()).toBe(true);
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
          new RegExp(
            `^Daybook is already running here \\(http://localhost:${launcher.port}, process ${String(child.pid)}\\)`,
          ),
        );
      },
      startTimeoutMs,
    );

    it(
      'restarts a program that was killed',
      async () => {
        await running();
        const api = launcher.programs().find(({ command }) => command.includes('/api/'));
        process.kill(api?.pid ?? 0, 'SIGKILL');
        await waitFor(() =>
          launcher.programs().some(({ command, pid }) => command === api?.command && pid !== api.pid),
        );
        await waitFor(launcher.isReady, { within: 60_000 });
      },
      2 * startTimeoutMs,
    );

    it(
      'restarts PostgreSQL when it was killed, and stops the new one, too',
      async () => {
        const { child, ended, output } = await running();
        const killed = launcher.database().pid;
        process.kill(killed, 'SIGKILL');
        await waitFor(() => output().includes('PostgreSQL does not run. It is started again in 1 s'));
        // until they end, too, the processes of the killed one may answer
        const again = await waitFor(
          async () => (await launcher.isReady()) && launcher.database().pid !== killed && launcher.database().pid,
          {
            within: 60_000,
          },
        );

        await stopped('SIGTERM');
        expect([child.exitCode, await ended]).toEqual([0, 0]);
        await waitFor(() => commandLine(again) === '');
      },
      2 * startTimeoutMs,
    );

    it(
      'starts a program again however often it dies, says so in the console, and leaves the others alone',
      async () => {
        const { output } = await running();
        const api = launcher.pidOf('api');
        for (const deaths of [1, 2, 3, 4]) {
          const worker = await waitFor(() => launcher.pidOf('worker'), { within: 60_000 });
          process.kill(worker, 'SIGKILL');
          await waitFor(() => output().match(/The worker ended \(SIGKILL\)/g)?.length === deaths);
        }
        expect(output()).toContain('It is started again in 8 s');
        const problems = () =>
          launcher.rows<{ message: string }>(
            `select message from activity_log where event_type like 'program.%' and resolved_at is null`,
          );
        const problem = 'The worker keeps stopping and was restarted 4 times in a row: SIGKILL';
        await waitFor(async () => (await problems())[0]?.message === problem);
        expect(await problems()).toHaveLength(1);
        await waitFor(() => launcher.pidOf('worker'), { within: 60_000 });
        expect(launcher.pidOf('api')).toBe(api);
        expect(await launcher.isReady()).toBe(true);
      },
      2 * startTimeoutMs,
    );

    it(
      'starts PostgreSQL again once another program has left its port',
      async () => {
        const { output, child } = await running();
        const { pid, port: databasePort } = launcher.database();
        child.kill('SIGSTOP');
        process.kill(pid, 'SIGKILL');
        const squatter = await waitFor(() => listen(databasePort));
        child.kill('SIGCONT');
        await waitFor(() => (output().match(/PostgreSQL did not start/g)?.length ?? 0) >= 2, { within: 60_000 });
        await expect(launcher.isReady()).resolves.toBe(false);
        squatter.close();
        await waitFor(launcher.isReady, { within: 90_000 });
      },
      2 * startTimeoutMs,
    );

    it(
      'takes over from a killed launcher, and leaves nothing running after repeated SIGTERMs',
      async () => {
        await running();
        const left = [launcher.database().pid, ...launcher.programs().map(({ pid }) => pid)];
        await stopped('SIGKILL');

        const { child, ended } = await running();
        expect(launcher.database().pid).toBe(left[0]);
        const started = launcher.pids();
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
        const started = launcher.pids();
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
