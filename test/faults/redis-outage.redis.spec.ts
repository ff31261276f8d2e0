import { afterAll, afterEach, beforeAll, expect, it } from '@jest/globals';
import pg from 'pg';
import { aDatabase, type TestDatabase } from '../support/database.js';
import { usePrograms, type RunningProgram } from '../support/processes.js';
import { redisUrl } from '../support/redis.js';
import { aStripeEvent, stripeSignature } from '../support/stripe.js';
import { aTcpProxyTo, type TcpProxy } from '../support/tcp-proxy.js';
import { waitFor } from '../support/wait-for.js';

const programs = usePrograms();
let database: TestDatabase;
let inspector: pg.Client;
let redis: TcpProxy;
let running: RunningProgram[] = [];

beforeAll(async () => {
  database = await aDatabase();
  inspector = new pg.Client(database.url);
  await inspector.connect();
  redis = await aTcpProxyTo(redisUrl());
});
afterEach(async () => {
  await Promise.all(running.map((program) => program.stop()));
  running = [];
});
afterAll(async () => {
  await redis.cut();
  await inspector.end();
  await database.drop();
});

async function count(what: string): Promise<number> {
  const { rows } = await inspector.query<{ count: number }>(`select count(*)::int as count from ${what}`);
  return rows[0]?.count ?? 0;
}

/** Sends a webhook until it is answered within a second, half of what a command to Redis may take; returns the status. */
async function deliver(api: RunningProgram): Promise<number> {
  const body = aStripeEvent();
  const { status } = await waitFor(() =>
    fetch(`${api.url}/webhooks/stripe`, {
      method: 'POST',
      headers: { 'stripe-signature': stripeSignature(body) },
      body,
      signal: AbortSignal.timeout(1_000),
    }),
  );
  return status;
}

it('starts, responds and processes webhooks without Redis, and runs the jobs each time Redis comes up', async () => {
  await redis.cut();
  running = await bothPrograms();
  const [api, worker] = running;
  if (!api || !worker) throw new Error('Both were started.');

  expect(await deliver(api)).toBe(200);
  await waitFor(() => count('customer_order').then((orders) => orders === 1));
  expect(await count(`job_outbox where name = 'fetch-order-lines' and attempts = 0`)).toBe(1);

  await redis.mend();
  await waitFor(async () => (await count(`job_outbox where name = 'fetch-order-lines' and attempts > 0`)) === 1);

  await redis.cut();
  expect(await deliver(api)).toBe(200);
  await waitFor(() => count('customer_order').then((orders) => orders === 2));
  expect(await count(`job_outbox where name = 'fetch-order-lines' and attempts = 0`)).toBe(1);

  await redis.mend();
  await waitFor(async () => (await count(`job_outbox where name = 'fetch-order-lines' and attempts > 0`)) === 2);
  expect(complaints(worker).toSorted()).toEqual([
    'jobs wait in the database',
    'updates reach the consoles through PostgreSQL',
  ]);
  expect(complaints(api)).toEqual(['updates reach the consoles through PostgreSQL']);
}, 150_000);

it.each([
  ['away', async () => redis.cut()],
  ['silent', async () => redis.blackHole()],
])(
  'shuts down cleanly while Redis is %s',
  async (_, failure) => {
    await redis.mend();
    running = await bothPrograms();
    // two connections for the worker's jobs (commands and blocking reads), and each program's updates for consoles
    await waitFor(() => redis.connections >= 4);
    await failure();
    for (const program of running.splice(0)) {
      await program.stop();
      expect(program.output()).not.toMatch(/Unhandled|Error:/);
    }
  },
  240_000,
);

function bothPrograms(): Promise<RunningProgram[]> {
  const env = { DATABASE_URL: database.url, STRIPE_API_URL: 'http://127.0.0.1:9', REDIS_URL: redis.url };
  return Promise.all([programs.start('api', env), programs.start('worker', env)]);
}

/** The warnings it logged about Redis being down, one per occurrence. */
function complaints(program: RunningProgram): string[] {
  return [...program.output().matchAll(/Redis is unavailable, so ([^:]+):/g)].map(
    ([, consequence = '']) => consequence,
  );
}
