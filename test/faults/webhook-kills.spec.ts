import type { FailpointName } from '@daybook/config';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import pg from 'pg';
import { aDatabase, type TestDatabase } from '../support/database.js';
import { usePrograms, type Program, type RunningProgram } from '../support/processes.js';
import { aStripeEvent, stripeSignature } from '../support/stripe.js';
import { waitFor } from '../support/wait-for.js';

/** How long recovery after a kill may take, in milliseconds; the sweep alone takes up to 30 s. */
const soon = 60_000;

const programs = usePrograms();
let database: TestDatabase;
let inspector: pg.Client;
let running: RunningProgram[] = [];

async function start(program: Program, heldAt?: FailpointName): Promise<RunningProgram> {
  const env = { DATABASE_URL: database.url, STRIPE_API_URL: 'http://127.0.0.1:9' };
  const started = await programs.start(program, { ...env, ...(heldAt && { DAYBOOK_FAILPOINT: heldAt }) });
  running.push(started);
  return started;
}

/** The response status, or null when there was none. */
function deliver(api: RunningProgram, body: string): Promise<number | null> {
  return fetch(`${api.url}/webhooks/stripe`, {
    method: 'POST',
    headers: { 'stripe-signature': stripeSignature(body) },
    body,
  }).then(
    ({ status }) => status,
    () => null,
  );
}

async function tally() {
  const { rows } = await inspector.query(`
    select (select count(*)::int from webhook_event) as stored,
      (select count(*)::int from webhook_event where state = 'processed') as processed,
      (select count(*)::int from customer_order) as orders,
      (select count(*)::int from activity_log where event_type <> 'order.submission_failed') as entries`);
  return rows[0] as { stored: number; processed: number; orders: number; entries: number };
}

const whole = { stored: 1, processed: 1, orders: 1, entries: 1 };

beforeAll(async () => {
  database = await aDatabase();
  inspector = new pg.Client(database.url);
  await inspector.connect();
});
beforeEach(async () => {
  await inspector.query('truncate webhook_event, customer_order, activity_log cascade');
});
afterEach(async () => {
  await Promise.all(running.map((program) => program.kill()));
  running = [];
});
afterAll(async () => {
  await inspector.end();
  await database.drop();
});

describe('the api, killed', () => {
  it.each([
    ['after it verified a webhook and before it stored it', 'intake.verified', 0],
    ['after it stored a webhook and before it answered', 'intake.stored', 1],
  ] as const)(
    '%s, leaves one order and one entry once Stripe comes again',
    async (_, failpoint, stored) => {
      const body = aStripeEvent();
      const first = await start('api', failpoint);
      const answer = deliver(first, body);
      await first.says(`stopped at ${failpoint}`);
      await first.kill();

      expect(await answer).toBeNull();
      expect(await tally()).toMatchObject({ stored, orders: 0 });

      const [again] = await Promise.all([start('api'), start('worker')]);
      expect(await deliver(again, body)).toBe(200);
      await waitFor(async () => (await tally()).processed === 1, { within: soon });
      expect(await tally()).toEqual(whole);
    },
    240_000,
  );
});

describe('the worker, killed', () => {
  it.each([
    ['after it claimed a webhook', 'inbox.claimed', 0],
    ['before it committed what a webhook did', 'inbox.before-commit', 0],
    ['after it committed what a webhook did', 'inbox.after-commit', 1],
  ] as const)(
    '%s, leaves one order and one entry once it is back, with no hand needed',
    async (_, failpoint, done) => {
      const body = aStripeEvent();
      const [api, first] = await Promise.all([start('api'), start('worker', failpoint)]);
      expect(await deliver(api, body)).toBe(200);
      await first.says(`stopped at ${failpoint}`);
      await first.kill();

      expect(await tally()).toEqual({ stored: 1, processed: done, orders: done, entries: done });

      await start('worker');
      await waitFor(async () => (await tally()).processed === 1, { within: soon });
      expect(await deliver(api, body)).toBe(200);
      await waitFor(
        async () => (await inspector.query(`select 1 from webhook_event where state = 'pending'`)).rowCount === 0,
      );
      expect(await tally()).toEqual(whole);
    },
    240_000,
  );

  it('while another worker runs, leaves the webhook to that worker', async () => {
    const body = aStripeEvent();
    const [api, first] = await Promise.all([start('api'), start('worker', 'inbox.before-commit')]);
    await deliver(api, body);
    await first.says('stopped at inbox.before-commit');
    await start('worker');
    await first.kill();

    await waitFor(async () => (await tally()).processed === 1, { within: soon });
    expect(await tally()).toEqual(whole);
  }, 240_000);
});
