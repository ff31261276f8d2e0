import { execFileSync } from 'node:child_process';
import { chmodSync, closeSync, mkdtempSync, openSync, rmSync, writeSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { commandLine } from '@daybook/database';
import { afterAll, beforeAll, expect, it } from '@jest/globals';
import { aLauncherIn, stillRunning } from '../support/launcher.js';
import { ownersPassword, signIn } from '../support/sign-in.js';
import { aStripeEvent, stripeSignature } from '../support/stripe.js';
import { waitFor } from '../support/wait-for.js';
import { webhookSecret } from '../support/webhook-secret.js';

const diskBytes = 700_000_000;
const disk = mkdtempSync(join(tmpdir(), 'daybook-disk-'));
/** Only root may mount a small disk. Others take the right to write files from the launcher and what it starts. */
const isMounted = mount(disk);
const settings = {
  STRIPE_WEBHOOK_SECRET: webhookSecret,
  ADMIN_PASSWORD: ownersPassword,
  ACCEPT_FOREIGN_SESSIONS: 'on',
  // so that no demo is loaded
  STRIPE_SECRET_KEY: 'sk_test_of_the_tests',
  STRIPE_API_URL: 'http://127.0.0.1:9',
};
let launcher: Awaited<ReturnType<typeof aLauncherIn>>;

beforeAll(async () => {
  // PostgreSQL runs under another account
  chmodSync(disk, 0o755);
  launcher = await aLauncherIn(join(disk, 'data'));
}, 60_000);
afterAll(async () => {
  try {
    rmSync(ballast(), { force: true });
    await launcher.end();
  } finally {
    // it takes memory, and a program may still hold it
    if (isMounted) execFileSync('umount', ['--lazy', disk]);
    rmSync(disk, { recursive: true, force: true });
  }
}, 60_000);

function mount(folder: string): boolean {
  try {
    execFileSync('mount', ['-t', 'tmpfs', '-o', `size=${diskBytes}`, 'tmpfs', folder], { stdio: 'ignore' });
    return true;
  } catch {
    return false;
  }
}

const ballast = () => join(disk, 'ballast');
const limitFileSize = (pid: number | undefined, limit: '0' | 'unlimited') =>
  execFileSync('prlimit', ['--pid', String(pid), `--fsize=${limit}:`]);

function leaveNoRoom(pid: number | undefined): void {
  if (isMounted) fillDisk();
  else limitFileSize(pid, '0');
}
function makeRoom(pid: number | undefined): void {
  if (isMounted) rmSync(ballast());
  else limitFileSize(pid, 'unlimited');
}

/** Takes the last byte. */
function fillDisk(): void {
  const file = openSync(ballast(), 'a');
  try {
    for (let size = 1_000_000; size >= 1; size = Math.floor(size / 10)) writeUntilFull(file, Buffer.alloc(size));
  } finally {
    closeSync(file);
  }
}

function writeUntilFull(file: number, bytes: Buffer): void {
  try {
    while (writeSync(file, bytes) > 0);
  } catch (error) {
    expect(error).toMatchObject({ code: 'ENOSPC' });
  }
}

/** The status of a webhook that needs new room in the database; null when nobody answers. */
async function postWebhook(id = crypto.randomUUID()): Promise<number | null> {
  const padding = crypto.randomUUID().repeat(20_000);
  const body = aStripeEvent({
    session: { id, customer_details: { name: id, email: 'customer@example.com' }, metadata: { padding } },
  });
  const answer = await fetch(`${launcher.url}/webhooks/stripe`, {
    method: 'POST',
    headers: { 'stripe-signature': stripeSignature(body) },
    body,
  }).catch(() => null);
  return answer?.status ?? null;
}

/** Whether the api stores a webhook and the worker makes an order of it. */
async function isPlaced(): Promise<boolean> {
  const id = crypto.randomUUID();
  if ((await postWebhook(id)) !== 200) return false;
  const cookie = await signIn(launcher.url);
  const find = async () => {
    const answer = await fetch(`${launcher.url}/api/orders?q=${id}`, { headers: { cookie } });
    return ((await answer.json()) as { items: unknown[] }).items.length === 1;
  };
  return waitFor(find);
}

let current: ReturnType<typeof launcher.launch>;

/** A start that finds no room, says so, and goes on by itself once there is some. */
async function startWithoutRoom(): Promise<void> {
  if (isMounted) fillDisk();
  current = launcher.launch(settings);
  const { child, output } = current;
  if (!isMounted) {
    child.kill('SIGSTOP');
    limitFileSize(child.pid, '0');
    child.kill('SIGCONT');
  }
  await waitFor(() => /^The disk is full \(.+\): make room\. Trying again in 2 s\.$/m.test(output()), {
    within: 60_000,
  });
  expect(child.exitCode).toBeNull();
  makeRoom(child.pid);
  await waitFor(() => output().includes('Press Ctrl-C to stop it.'), { within: 120_000 });
}

it('a first start waits for room on the disk, and says so', startWithoutRoom, 200_000);

it('a full disk ends no program and leaves nothing running; with room again, all is well by itself, and at a later start', async () => {
  const { child, ended, output } = current;
  expect(await isPlaced()).toBe(true);
  const started = launcher.programs();

  leaveNoRoom(child.pid);
  const answers = new Set<number | null>();
  const isRefused = async () => {
    const status = await postWebhook();
    answers.add(status);
    return status === 503;
  };
  if (isMounted) await waitFor(isRefused, { within: 60_000 });
  // a log begins and is recorded, although neither can be written
  process.kill(await waitFor(() => launcher.pidOf('worker')), 'SIGKILL');
  await waitFor(() => output().includes('The worker ended (SIGKILL)'));
  for (let posted = 0; posted < 20; posted += 1) await isRefused();
  expect([...answers].filter((status) => status !== 200 && status !== 503)).toEqual([]);
  expect(child.exitCode).toBeNull();

  makeRoom(child.pid);
  await waitFor(() => launcher.isReady(), { within: 120_000 });
  await waitFor(isPlaced, { within: 120_000 });
  for (const { pid, command } of started.filter((program) => !program.command.includes('/worker/')))
    expect(commandLine(pid)).toContain(command);

  const pids = launcher.pids();
  leaveNoRoom(child.pid);
  child.kill('SIGTERM');
  expect(await ended).toBe(0);
  await waitFor(() => stillRunning(pids).length === 0);

  // the limit of others does not tell PostgreSQL that there is no room
  if (!isMounted) return;
  rmSync(ballast());
  await startWithoutRoom();
  expect(await isPlaced()).toBe(true);
}, 600_000);
