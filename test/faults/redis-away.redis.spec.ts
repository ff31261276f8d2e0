import { afterAll, afterEach, beforeAll, expect, it } from '@jest/globals';
import pg from 'pg';
import { aDatabase, type TestDatabase } from '../support/database.js';
import { usePrograms, type RunningProgram } from '../support/processes.js';
import { aRedisDoor, type RedisDoor } from '../support/redis.js';
import { aStripeEvent, stripeSignature } from '../support/stripe.js';
import { waitFor } from '../support/wait-for.js';

const programs = usePrograms();
let database: TestDatabase;
let inspector: pg.Client;
let door: RedisDoor;
let running: RunningProgram[] = [];

beforeAll(async () => {
  database = await aDatabase();
  inspector = new pg.Client(database.url);
  await inspector.connect();
  door = await aRedisDoor();
});
afterEach(async () => {
  await Promise.all(running.map((program) => program.stop()));
  running = [];
});
afterAll(async () => {
  await door.shut();
  await inspector.end();
  await database.drop();
});

async function count(what: string): Promise<number> {
  const { rows } = await inspector.query<{ count: number }>(`select count(*)::int as count from ${what}`);
  return rows[0]?.count ?? 0;
}

const linesJobs = (which: string) => count(`job_outbox where name = 'fetch-order-lines' and ${which}`);

/** The answer's status; no request may wait longer than a second. */
async function deliver(api: RunningProgram): Promise<number> {
  const body = aStripeEvent();
  const { status } = await fetch(`${api.url}/webhooks/stripe`, {
    method: 'POST',
    headers: { 'stripe-signature': stripeSignature(body) },
    body,
    signal: AbortSignal.timeout(1_000),
  });
  return status;
}

it('starts, answers and processes without Redis, and tries the jobs once it is there, lost, and there again', async () => {
  await door.shut();
  const env = { DATABASE_URL: database.url, STRIPE_API_URL: 'http://127.0.0.1:9', REDIS_URL: door.url };
  running = await Promise.all([programs.start('api', env), programs.start('worker', env)]);
  const [api, worker] = running;
  if (!api || !worker) throw new Error('Both were started.');

  expect(await deliver(api)).toBe(200);
  await waitFor(() => count('customer_order').then((orders) => orders === 1));
  expect(await linesJobs('tries = 0')).toBe(1);

  await door.open();
  await waitFor(async () => (await linesJobs('tries > 0')) === 1);

  await door.shut();
  expect(await deliver(api)).toBe(200);
  await waitFor(() => count('customer_order').then((orders) => orders === 2));
  expect(await linesJobs('tries = 0')).toBe(1);

  await door.open();
  await waitFor(async () => (await linesJobs('tries > 0')) === 2);
  expect(worker.output()).toContain('Redis cannot be reached, so jobs wait in the database');
}, 60_000);

it('stops in order while Redis is away', async () => {
  const env = { DATABASE_URL: database.url, STRIPE_API_URL: 'http://127.0.0.1:9', REDIS_URL: door.url };
  const worker = await programs.start('worker', env);
  await door.shut();
  await waitFor(() => worker.output().includes('Redis cannot be reached'));
  await worker.stop();
  expect(worker.output()).not.toMatch(/Unhandled|Error:/);
}, 30_000);
