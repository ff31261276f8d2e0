import { afterAll, afterEach, beforeAll, beforeEach, expect, it } from '@jest/globals';
import pg from 'pg';
import { aDatabase, type TestDatabase } from '../support/database.js';
import { expireJobLeases } from '../support/expire-job-leases.js';
import { useMailServer } from '../support/mail-server.js';
import { usePrograms, type RunningProgram } from '../support/processes.js';
import { aStripeEvent, stripeSignature } from '../support/stripe.js';
import { waitFor } from '../support/wait-for.js';
import { anOrderLinesStub } from './chaos/order-lines-stub.js';

/** How long recovery after a kill may take, in milliseconds. */
const soon = 60_000;

const programs = usePrograms();
const mailServer = useMailServer();
let stripe: Awaited<ReturnType<typeof anOrderLinesStub>>;
let database: TestDatabase;
let inspector: pg.Client;
let running: RunningProgram[] = [];

async function start(program: 'api' | 'worker', more: Record<string, string> = {}): Promise<RunningProgram> {
  const mail = { SMTP_URL: mailServer().url, MAIL_FROM: 'orders@shop.example' };
  const started = await programs.start(program, {
    DATABASE_URL: database.url,
    STRIPE_API_URL: stripe.url,
    ...mail,
    ...more,
  });
  running.push(started);
  return started;
}

beforeAll(async () => {
  [database, stripe] = await Promise.all([aDatabase(), anOrderLinesStub()]);
  inspector = new pg.Client(database.url);
  await inspector.connect();
});
beforeEach(async () => {
  await inspector.query('truncate webhook_event, customer_order, activity_log cascade');
  mailServer().received.length = 0;
});
afterEach(async () => {
  await Promise.all(running.map((program) => program.kill()));
  running = [];
});
afterAll(async () => {
  await inspector.end();
  await stripe.close();
  await database.drop();
});

async function pay(api: RunningProgram): Promise<void> {
  const body = aStripeEvent();
  const headers = { 'stripe-signature': stripeSignature(body) };
  const { status } = await fetch(`${api.url}/webhooks/stripe`, { method: 'POST', headers, body });
  expect(status).toBe(200);
}

async function tally() {
  const { rows } = await inspector.query(`
    select (select count(*)::int from mail_message) as rows,
      (select count(*)::int from mail_message where state = 'sent') as sent,
      (select count(*)::int from activity_log where event_type = 'order.email.confirmation_sent') as entries`);
  return rows[0] as { rows: number; sent: number; entries: number };
}
const isSent = async () => (await tally()).sent === 1;

it.each([
  ['send-mail prepared', 0, 1],
  ['send-mail performed', 1, 2],
  ['send-mail recorded', 1, 1],
] as const)(
  'when a worker is killed at %s, the identical mail is sent once more unless that is recorded',
  async (failpoint, before, after) => {
    const [api, first] = await Promise.all([start('api'), start('worker', { DAYBOOK_FAILPOINT: failpoint })]);
    await pay(api);
    await first.says(`stopped at ${failpoint}`);
    await first.kill();
    await expireJobLeases(database.url);
    expect(mailServer().received).toHaveLength(before);

    await start('worker');
    await waitFor(isSent, { within: soon });
    expect(await tally()).toEqual({ rows: 1, sent: 1, entries: 1 });
    const ids = mailServer().received.map(({ messageId }) => messageId);
    expect(ids).toHaveLength(after);
    expect(new Set(ids).size).toBe(1);
  },
  240_000,
);

it('loses no mail when a worker is killed while the mail server is processing it', async () => {
  const [api, first] = await Promise.all([start('api'), start('worker')]);
  const reached = Promise.withResolvers<void>();
  mailServer().beforeAccepting = () => {
    reached.resolve();
    return new Promise(() => undefined);
  };
  await pay(api);
  await reached.promise;
  await first.kill();
  await expireJobLeases(database.url);
  mailServer().beforeAccepting = () => undefined;

  await start('worker');
  await waitFor(isSent, { within: soon });
  expect(await tally()).toEqual({ rows: 1, sent: 1, entries: 1 });
  expect(mailServer().received).toHaveLength(1);
}, 240_000);
