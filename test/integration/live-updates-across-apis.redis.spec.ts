import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import type { INestApplicationContext } from '@nestjs/common';
import type { NestExpressApplication } from '@nestjs/platform-express';
import { aConsoleAt, type ConsoleSocket } from '../support/console-socket.js';
import { aDatabase, type TestDatabase } from '../support/database.js';
import { startApi, startWorker } from '../support/daybook.js';
import { signIn } from '../support/sign-in.js';
import { redisUrl } from '../support/redis.js';
import { aStripeEvent, stripeSignature } from '../support/stripe.js';
import { aTcpProxyTo, type TcpProxy } from '../support/tcp-proxy.js';
import { updatesThroughPostgres } from '../support/updates-through-postgres.js';
import { waitFor } from '../support/wait-for.js';

/** Longer than the time after which an unresponsive connection is closed. */
const silence = { within: 40_000 };

let database: TestDatabase;
let redis: TcpProxy;
let apis: NestExpressApplication[] = [];
let worker: INestApplicationContext;
let addresses: string[];
const consoles: ConsoleSocket[] = [];

beforeAll(async () => {
  [database, redis] = await Promise.all([aDatabase(), aTcpProxyTo(redisUrl())]);
});
afterAll(async () => {
  await redis.cut();
  await database.drop();
});

async function start(): Promise<void> {
  const env = { REDIS_URL: redis.url };
  apis = [await startApi(database.url, env), await startApi(database.url, env)];
  addresses = await Promise.all(apis.map((api) => api.getUrl()));
  worker = await startWorker(database.url, env);
}

async function stop(): Promise<void> {
  for (const { socket } of consoles.splice(0)) socket.disconnect();
  await Promise.all([...apis, worker].map((program) => program.close()));
}

async function aConsole(address = '', cookie?: string): Promise<ConsoleSocket> {
  const console = await aConsoleAt(address, cookie ?? (await signIn(address)));
  consoles.push(console);
  return console;
}

/** One on each api. */
const aConsoleOnEach = () => Promise.all(addresses.map((address) => aConsole(address)));

/** Pays an order through one of the apis; returns its customer's name. */
async function anOrder(address = addresses[0] ?? ''): Promise<string> {
  const name = crypto.randomUUID();
  const body = aStripeEvent({ session: { customer_details: { name, email: `${name}@example.com` } } });
  const headers = { 'stripe-signature': stripeSignature(body) };
  const { status } = await fetch(`${address}/webhooks/stripe`, { method: 'POST', headers, body });
  expect(status).toBe(200);
  return name;
}

const entryIds = ({ received }: ConsoleSocket) => received['activity:recorded'].map(({ entry }) => entry.id);
/** Different entries: an update that Redis does not confirm within two seconds is sent through PostgreSQL, too. */
const recorded = (console: ConsoleSocket) => new Set(entryIds(console)).size;
const refreshed = ({ received }: ConsoleSocket) => received['console:refresh'].length;

/** Lets the apis reach Redis again, and waits until each console is asked to refresh, which it may have been before. */
async function mendRedis(both: ConsoleSocket[]): Promise<void> {
  const before = both.map(refreshed);
  await redis.mend();
  await waitFor(() => both.every((console, at) => refreshed(console) > (before[at] ?? 0)), silence);
}

describe('two apis on one Redis', () => {
  beforeEach(start);
  afterEach(stop);

  it('push what the worker records to each console once', async () => {
    const both = await aConsoleOnEach();
    const throughPostgres = await updatesThroughPostgres(database.url);
    await anOrder();
    await waitFor(() => both.every((console) => recorded(console) === 1));
    for (let n = 2; n <= 5; n += 1) {
      await anOrder(addresses[n % 2]);
      await waitFor(() => both.every((console) => recorded(console) >= n));
    }
    const updates = await throughPostgres();
    // the worker may not have reached Redis before the first order, and Redis may once be slow to confirm
    expect(updates.length).toBeLessThanOrEqual(2);

    for (const console of both) {
      const ids = entryIds(console);
      const repeated = ids.filter((id, at) => ids.indexOf(id) !== at && !updates.join().includes(id));
      expect([recorded(console), repeated]).toEqual([5, []]);
    }
  });

  it('close the sockets of a browser that signs out at the other api', async () => {
    const [here = '', there = ''] = addresses;
    const [leaving, staying] = [await signIn(here), await signIn(here)];
    const gone = [await aConsole(here, leaving), await aConsole(there, leaving)];
    const left = [await aConsole(here, staying), await aConsole(there, staying)];
    await fetch(`${here}/api/session`, { method: 'DELETE', headers: { cookie: leaving } });

    await waitFor(() => gone.every(({ socket }) => socket.disconnected));
    expect(left.map(({ socket }) => socket.connected)).toEqual([true, true]);
  });

  it('keep pushing updates while Redis is down, and tell consoles to refresh when it is back', async () => {
    const both = await aConsoleOnEach();
    await redis.cut();
    await anOrder();
    await waitFor(() => both.every((console) => recorded(console) === 1));

    await mendRedis(both);
    await anOrder();
    await waitFor(() => both.every((console) => recorded(console) === 2));
  });

  it('notice an unresponsive Redis, and lose no update', async () => {
    const both = await aConsoleOnEach();
    redis.blackHole();
    await anOrder();
    await waitFor(() => both.every((console) => recorded(console) === 1), silence);

    await mendRedis(both);
    await anOrder();
    await waitFor(() => both.every((console) => recorded(console) === 2));
  }, 120_000);

  it('receive nothing from a shop in another database', async () => {
    const other = await aDatabase();
    const elsewhere = await startApi(other.url, { REDIS_URL: redis.url });
    const itsWorker = await startWorker(other.url, { REDIS_URL: redis.url });
    const theirs = await aConsole(await elsewhere.getUrl());
    const [ours] = await aConsoleOnEach();
    if (!ours) throw new Error('There are two apis.');
    await anOrder(await elsewhere.getUrl());
    await waitFor(() => recorded(theirs) === 1);
    await anOrder();
    await waitFor(() => recorded(ours) === 1);

    expect(recorded(theirs)).toBe(1);
    theirs.socket.disconnect();
    await Promise.all([elsewhere.close(), itsWorker.close()]);
    await other.drop();
  });
});

describe('two apis whose Redis is down at startup', () => {
  beforeEach(async () => {
    await redis.cut();
    await start();
  });
  afterEach(stop);

  it('serve and push updates, and use Redis once it is up', async () => {
    const both = await aConsoleOnEach();
    await anOrder();
    await waitFor(() => both.every((console) => recorded(console) === 1));

    await mendRedis(both);
    await anOrder();
    await waitFor(() => both.every((console) => recorded(console) === 2));
  });
});
