import { afterAll, beforeAll, expect, it } from '@jest/globals';
import pg from 'pg';
import { SeededRandom } from '../faults/chaos/seeded-random.js';
import { useOrderLinesStub } from '../faults/chaos/order-lines-stub.js';
import { aListeningConsole } from '../support/console.js';
import { aDatabase, type TestDatabase } from '../support/database.js';
import { usePrograms, type RunningProgram } from '../support/processes.js';
import { redisUrl } from '../support/redis.js';
import { ownersPassword, signIn } from '../support/sign-in.js';
import { aStripeEvent, stripeSignature } from '../support/stripe.js';
import { updatesThroughPostgres } from '../support/updates-through-postgres.js';
import { waitFor } from '../support/wait-for.js';

const events = 500;
const concurrency = 16;

const programs = usePrograms();
let database: TestDatabase;
let inspector: pg.Pool;
const stripe = useOrderLinesStub();
let apis: RunningProgram[];

beforeAll(async () => {
  database = await aDatabase();
  inspector = new pg.Pool({ connectionString: database.url, max: 2 });
  const shared = { DATABASE_URL: database.url, REDIS_URL: redisUrl(), STRIPE_API_URL: stripe().url };
  const api = () => programs.start('api', { ...shared, ADMIN_PASSWORD: ownersPassword });
  const worker = () => programs.start('worker', shared);
  const [one, other] = await Promise.all([api(), api(), worker(), worker()]);
  apis = [one, other];
}, 60_000);
afterAll(async () => {
  await programs.end();
  await inspector.end();
  await database.drop();
});

async function rows<T>(statement: string): Promise<T[]> {
  return (await inspector.query(statement)).rows as T[];
}

/** Sends each body to each api, in random order; returns the response statuses. */
async function sendAll(bodies: string[]): Promise<number[]> {
  const sendings = new SeededRandom(500).shuffled(bodies.flatMap((body) => apis.map((api) => ({ body, api }))));
  const answers: number[] = [];
  const sender = async () => {
    for (let next = sendings.pop(); next; next = sendings.pop()) {
      const { body, api } = next;
      const headers = { 'stripe-signature': stripeSignature(body) };
      const response = await fetch(`${api.url}/webhooks/stripe`, { method: 'POST', headers, body });
      answers.push(response.status);
    }
  };
  await Promise.all(Array.from({ length: concurrency }, sender));
  return answers;
}

it('two apis and two workers turn 500 duplicated events into 500 orders, and consoles on either api receive each once', async () => {
  const [one, other] = apis;
  if (!one || !other) throw new Error('Both were started.');
  const cookie = await signIn(one.url);
  const consoles = [await aListeningConsole(one.url, cookie), await aListeningConsole(other.url, cookie)];
  const throughPostgres = await updatesThroughPostgres(database.url);

  const answers = await sendAll(Array.from({ length: events }, () => aStripeEvent()));
  expect(answers).toEqual(Array.from({ length: events * 2 }, () => 200));
  await waitFor(
    async () => {
      const [left] = await rows<{ count: number }>(`
        select (select count(*) from webhook_event where state = 'pending')::int
          + (select count(*) from job_outbox)::int as count`);
      return left?.count === 0;
    },
    { within: 120_000 },
  );

  expect(
    await rows(`
      select (select count(*)::int from webhook_event where state = 'processed') as webhooks,
        (select count(distinct checkout_session_id)::int from customer_order where status = 'paid') as checkouts,
        (select count(*)::int from customer_order) as orders,
        (select count(distinct number)::int from customer_order) as numbers,
        (select count(distinct order_id)::int from activity_log where event_type = 'order.created') as orders_with_entry,
        (select count(*)::int from activity_log where event_type = 'order.created') as entries,
        (select count(distinct order_id)::int from order_line) as with_lines,
        (select count(*)::int from order_line) as lines`),
  ).toEqual([
    {
      ...{ webhooks: events, checkouts: events, orders: events, numbers: events },
      ...{ orders_with_entry: events, entries: events, with_lines: events, lines: events },
    },
  ]);

  const entries = (await rows<{ id: string }>('select id from activity_log')).map(({ id }) => id).toSorted();
  for (const console of consoles) {
    await waitFor(async () => (await console.known()).length >= entries.length);
    expect((await console.known()).toSorted()).toEqual(entries);
  }
  // an update that Redis does not confirm within two seconds is sent through PostgreSQL, too
  const updates = (await throughPostgres()).join();
  for (const { pushed, close } of consoles) {
    expect(pushed.filter((id, at) => pushed.indexOf(id) !== at && !updates.includes(id))).toEqual([]);
    close();
  }
}, 180_000);
