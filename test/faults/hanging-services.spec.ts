import { afterAll, beforeAll, expect, it } from '@jest/globals';
import { once } from 'node:events';
import { createServer, type AddressInfo, type Server, type Socket } from 'node:net';
import pg from 'pg';
import { aDatabase, type TestDatabase } from '../support/database.js';
import { usePrograms, type RunningProgram } from '../support/processes.js';
import { ownersPassword, signIn } from '../support/sign-in.js';
import { aStripeEvent, stripeSignature } from '../support/stripe.js';
import { waitFor } from '../support/wait-for.js';
import { anOrderLinesStub } from './chaos/order-lines-stub.js';

const orderCount = 60;
const printfulSession = 'cs_printful';
const goods = {
  printify: { provider: 'printify', product_id: '5d39b159e7c48c000728c89f', variant_id: '12100' },
  printful: { provider: 'printful', product_id: '312946551', variant_id: '4253821906' },
};

let database: TestDatabase;
let inspector: pg.Pool;
let stripe: Awaited<ReturnType<typeof anOrderLinesStub>>;
let silent: Awaited<ReturnType<typeof aSilentServer>>;
let api: RunningProgram;
let cookie: string;
const programs = usePrograms();

/** Accepts connections and never says a word, as a provider or a mail server that hangs. */
async function aSilentServer() {
  const open = new Set<Socket>();
  const server: Server = createServer((socket) => {
    open.add(socket);
    socket.on('error', () => undefined).on('close', () => open.delete(socket));
  });
  await once(server.listen(0, '127.0.0.1'), 'listening');
  const { port } = server.address() as AddressInfo;
  return {
    port,
    get connections() {
      return open.size;
    },
    async close() {
      for (const socket of open) socket.destroy();
      await new Promise((closed) => server.close(closed));
    },
  };
}

beforeAll(async () => {
  [database, stripe, silent] = await Promise.all([
    aDatabase(),
    anOrderLinesStub((session) => goods[session === printfulSession ? 'printful' : 'printify']),
    aSilentServer(),
  ]);
  inspector = new pg.Pool({ connectionString: database.url, max: 2 });
  const env = {
    DATABASE_URL: database.url,
    STRIPE_API_URL: stripe.url,
    PRINTIFY_TOKEN: 'token',
    PRINTIFY_SHOP_ID: '1',
    PRINTIFY_API_URL: `http://127.0.0.1:${silent.port}`,
    PRINTIFY_WEBHOOK_SECRET: 'secret',
    PRINTFUL_TOKEN: 'token',
    // nobody listens there, which is an answer at once
    PRINTFUL_API_URL: 'http://127.0.0.1:9',
    SMTP_URL: `smtp://127.0.0.1:${silent.port}`,
    MAIL_FROM: 'orders@shop.example',
    ADMIN_PASSWORD: ownersPassword,
    LOG_LEVEL: 'warn',
  };
  [api] = await Promise.all([programs.start('api', env), programs.start('worker', env)]);
  cookie = await signIn(api.url);
}, 180_000);
afterAll(async () => {
  await programs.end();
  await silent.close();
  await stripe.close();
  await inspector.end();
  await database.drop();
});

async function pay(id?: string): Promise<string> {
  const body = aStripeEvent(id ? { session: { id } } : {});
  const headers = { 'stripe-signature': stripeSignature(body) };
  expect((await fetch(`${api.url}/webhooks/stripe`, { method: 'POST', headers, body })).status).toBe(200);
  return (JSON.parse(body) as { data: { object: { id: string } } }).data.object.id;
}

async function count(what: string, values: unknown[] = []): Promise<number> {
  const { rows } = await inspector.query<{ count: number }>(`select count(*)::int as count from ${what}`, values);
  return rows[0]?.count ?? 0;
}

const workers = `pg_stat_activity where datname = current_database() and application_name = 'daybook worker'`;

/** Milliseconds until it has happened. */
async function timeOf(work: () => Promise<unknown>): Promise<number> {
  const startedAt = performance.now();
  await work();
  return performance.now() - startedAt;
}
/** Of many samples, because a busy machine may pause during a few: what waits for the services does so in each of them. */
const median = (samples: number[]) => samples.toSorted((one, other) => one - other)[samples.length >> 1] ?? 0;

it('a provider and a mail server that never answer keep nothing else waiting', async () => {
  for (let placed = 0; placed < orderCount; placed += 1) await pay();
  await waitFor(async () => (await count('fulfilment')) === orderCount, { within: 60_000 });
  await waitFor(async () => (await count('mail_message')) === orderCount, { within: 60_000 });
  // four submissions and two mails at once
  await waitFor(() => silent.connections >= 6);

  await pay(printfulSession);
  const failed = `activity_log where event_type = 'order.submission_failed' and payload->>'provider' = 'printful'`;
  await waitFor(async () => (await count(failed)) > 0);
  // the other provider's orders still wait for their first attempt
  expect(await count(`fulfilment where provider = 'printify' and first_attempted_at is null`)).toBeGreaterThan(0);

  const samples: { placing: number; reading: number; inUse: number; idle: number }[] = [];
  while (samples.length < 20) {
    const session = await pay();
    const isPlaced = async () => (await count('customer_order where checkout_session_id = $1', [session])) === 1;
    const readActivity = () => fetch(`${api.url}/api/activity`, { headers: { cookie } });
    samples.push({
      placing: await timeOf(() => waitFor(isPlaced)),
      reading: await timeOf(async () => expect((await readActivity()).status).toBe(200)),
      inUse: await count(`${workers} and state <> 'idle'`),
      idle: await count(
        `${workers} and state like 'idle in transaction%' and state_change < now() - interval '1 second'`,
      ),
    });
  }
  // by now the outage is known, and one order at a time finds out whether it is over
  const outages = `activity_log where event_type = 'provider.unavailable' and resolved_at is null`;
  await waitFor(async () => silent.connections >= 2 && (await count(outages)) === 1);
  expect(median(samples.map(({ placing }) => placing))).toBeLessThan(2_000);
  expect(median(samples.map(({ reading }) => reading))).toBeLessThan(1_000);
  // of ten; when the outage becomes known, every waiting order says so
  expect(median(samples.map(({ inUse }) => inUse))).toBeLessThanOrEqual(4);
  expect(median(samples.map(({ idle }) => idle))).toBe(0);
}, 240_000);

it('a person who cancels an order gets an answer at once, and a colleague can refund it meanwhile', async () => {
  const { rows } = await inspector.query<{ id: string }>(`
    select customer_order.id from customer_order join fulfilment on order_id = customer_order.id
    where first_attempted_at is not null and provider = 'printify' order by first_attempted_at limit 1`);
  const act = (path: string, body: object) =>
    fetch(`${api.url}/api/orders/${rows[0]?.id ?? ''}/${path}`, {
      method: 'POST',
      headers: { cookie, origin: api.url, 'content-type': 'application/json' },
      body: JSON.stringify(body),
      // the provider itself takes 10 s
      signal: AbortSignal.timeout(8_000),
    });

  const cancelled = await act('cancel', { refund: false });
  expect(await cancelled.json()).toMatchObject({ fulfilments: [{ provider: 'printify', isCancelling: true }] });
  expect((await act('refunds', { amount: 1_000 })).status).toBe(200);
});
