import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { chmodSync, existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { commandLine, freePort } from '@daybook/database';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { waitFor } from '../support/wait-for.js';

const launcher = new URL('../../dist/apps/launcher/src/main.js', import.meta.url).pathname;
const long = 90_000;

describe('the launcher', () => {
  let dataDir: string;
  let port: number;
  let launchers: ChildProcess[];

  beforeEach(async () => {
    dataDir = mkdtempSync(join(tmpdir(), 'daybook-launcher-'));
    // PostgreSQL's account may have to enter it
    chmodSync(dataDir, 0o755);
    port = await freePort();
    launchers = [];
  });
  afterEach(async () => {
    await Promise.all(launchers.map((child) => end(child, 'SIGTERM')));
    rmSync(dataDir, { recursive: true, force: true });
  }, long);

  function launch(env: Record<string, string> = {}) {
    const child = spawn(process.execPath, ['--disable-warning=ExperimentalWarning', launcher], {
      env: { PATH: process.env['PATH'], PORT: String(port), DATA_DIR: dataDir, ...env },
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

  /** What it said and its exit code, for a start that comes to nothing. */
  async function failToLaunch(env: Record<string, string>) {
    const { child, closed, output } = launch(env);
    await closed;
    return { code: child.exitCode, said: output().trim() };
  }

  async function launchUntilReady(env: Record<string, string> = {}) {
    const launched = launch(env);
    await waitFor(() => launched.output().includes('Ctrl-C stops it.') || launched.child.exitCode !== null, {
      within: 60_000,
    });
    expect(launched.output()).toContain('Ctrl-C stops it.');
    return launched;
  }

  const noted = () =>
    JSON.parse(readFileSync(join(dataDir, 'running.json'), 'utf8')) as { pid: number; command: string }[];
  const serverPid = () =>
    Number(readFileSync(join(dataDir, 'postgres', 'data', 'postmaster.pid'), 'utf8').split('\n')[0]);
  const ready = async () => (await fetch(`http://127.0.0.1:${port}/health/ready`)).ok;
  const programs = () => noted().filter(({ command }) => command.endsWith('main.js'));

  describe('refuses to start, with a sentence, before it has started anything, when', () => {
    afterEach(() => {
      expect(existsSync(join(dataDir, 'postgres'))).toBe(false);
    });

    it('settings are bad: it names each of them', async () => {
      expect(await failToLaunch({ SHOP_CURRENCY: 'POUNDS', SANDBOX: 'perhaps', ADMIN_EMAIL: 'me' })).toEqual({
        code: 1,
        said: [
          'ADMIN_EMAIL has to be an e-mail address.',
          'SHOP_CURRENCY has to be a currency code such as GBP.',
          'SANDBOX has to be on or off.',
        ].join('\n'),
      });
    });

    it('the port is taken', async () => {
      const other = createServer().listen(port, '127.0.0.1');
      await once(other, 'listening');
      const { code, said } = await failToLaunch({});
      other.close();
      expect(code).toBe(1);
      expect(said).toMatch(new RegExp(`^Port ${port} is taken by another program: .*PORT=.*$`));
    });

    it('the given database cannot be reached: it says where, and keeps the password to itself', async () => {
      const nobody = await freePort();
      const { code, said } = await failToLaunch({
        DATABASE_URL: `postgresql://shop:hunter22@127.0.0.1:${nobody}/shop`,
      });
      expect(code).toBe(1);
      expect(said).toBe(
        `PostgreSQL at 127.0.0.1:${nobody} cannot be reached (ECONNREFUSED): start it, or mend DATABASE_URL.`,
      );
    });

    it('the sandbox is asked for beside a live Stripe key', async () => {
      expect(await failToLaunch({ SANDBOX: 'on', STRIPE_SECRET_KEY: 'sk_live_1234' })).toEqual({
        code: 1,
        said: 'SANDBOX is on beside a live Stripe key: take one of them away.',
      });
    });
  });

  it(
    'starts everything, says where and how to sign in, and on SIGTERM leaves nothing running',
    async () => {
      const { child, ended, output } = await launchUntilReady();
      expect(output()).toContain(`http://localhost:${port}/admin`);
      expect(output()).toMatch(/Sign in as owner@example\.com with the password \S+ \(made up just now/);
      expect(programs()).toHaveLength(3);
      expect(await ready()).toBe(true);
      const pids = [serverPid(), ...noted().map(({ pid }) => pid)];

      child.kill('SIGTERM');
      child.kill('SIGTERM');
      expect(await ended).toBe(0);
      expect(pids.map(commandLine).filter((line) => line !== '')).toEqual([]);
    },
    long,
  );

  it(
    'refuses a second start beside the first',
    async () => {
      const { child } = await launchUntilReady({ SANDBOX: 'off' });
      const { code, said } = await failToLaunch({ PORT: String(await freePort()) });
      expect(code).toBe(1);
      expect(said).toMatch(
        new RegExp(`^Daybook already runs here \\(http://localhost:${port}, process ${String(child.pid)}\\)`),
      );
    },
    long,
  );

  it(
    'starts a program again that was killed',
    async () => {
      await launchUntilReady();
      const api = programs().find(({ command }) => command.includes('/api/'));
      process.kill(api?.pid ?? 0, 'SIGKILL');
      await waitFor(() => programs().some(({ command, pid }) => command === api?.command && pid !== api.pid));
      await waitFor(ready);
    },
    long,
  );

  it(
    'starts PostgreSQL again that was killed, and stops that one, too',
    async () => {
      const { child, ended, output } = await launchUntilReady({ SANDBOX: 'off' });
      const killed = serverPid();
      process.kill(killed, 'SIGKILL');
      await waitFor(() => output().includes('PostgreSQL ended; starting it again.'));
      await waitFor(ready, { within: 30_000 });
      const again = serverPid();
      expect(again).not.toBe(killed);

      child.kill('SIGTERM');
      expect(await ended).toBe(0);
      expect(commandLine(again)).toBe('');
    },
    long,
  );

  it(
    'has shown the password of an account it made, even if it is killed before everything runs',
    async () => {
      const first = launch();
      await waitFor(() => first.output().includes('Loading the demo shop'), { within: 60_000 });
      await end(first.child, 'SIGKILL');
      const [, password] = /password (\S+) \(made up just now/.exec(first.output()) ?? [];

      await launchUntilReady();
      const signedIn = await fetch(`http://127.0.0.1:${port}/api/session`, {
        method: 'POST',
        headers: { 'content-type': 'application/json', origin: `http://localhost:${port}` },
        body: JSON.stringify({ email: 'owner@example.com', password }),
      });
      expect(signedIn.status).toBe(200);
    },
    long,
  );

  it(
    'starts again on what a killed one left, and stops that, too',
    async () => {
      const first = await launchUntilReady();
      const left = [serverPid(), ...programs().map(({ pid }) => pid)];
      await end(first.child, 'SIGKILL');

      const second = await launchUntilReady();
      expect(second.output()).toMatch(/Sign in as owner@example\.com\. Forgotten/);
      expect(serverPid()).toBe(left[0]);
      await end(second.child, 'SIGTERM');
      expect(left.map(commandLine).filter((line) => line !== '')).toEqual([]);
    },
    long,
  );

  it(
    'ends with the one who started it',
    async () => {
      const { child, ended } = await launchUntilReady();
      const pids = [serverPid(), ...programs().map(({ pid }) => pid)];
      child.disconnect();
      expect(await ended).toBe(0);
      expect(pids.map(commandLine).filter((line) => line !== '')).toEqual([]);
    },
    long,
  );
});

async function end(child: ChildProcess, signal: NodeJS.Signals): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null) return;
  const closed = once(child, 'exit');
  child.kill(signal);
  await closed;
}
