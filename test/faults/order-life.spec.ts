import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { BarrierName } from '@daybook/config';
import { freePort } from '@daybook/database';
import { afterAll, afterEach, beforeAll, describe, expect, it } from '@jest/globals';
import pg from 'pg';
import { aDatabase, type TestDatabase } from '../support/database.js';
import { usePrograms, type RunningProgram } from '../support/processes.js';
import { ownersPassword, signIn } from '../support/sign-in.js';
import { waitFor } from '../support/wait-for.js';

/** What has to be whole again after a kill. */
const soon = { within: 150_000 };

const programs = usePrograms();
let database: TestDatabase;
let inspector: pg.Pool;
let sandbox: RunningProgram;
let api: RunningProgram;
let env: Record<string, string>;
let workers: RunningProgram[] = [];
const data = mkdtempSync(join(tmpdir(), 'daybook-life-'));

beforeAll(async () => {
  database = await aDatabase();
  inspector = new pg.Pool({ connectionString: database.url, max: 2 });
  const [port, http, smtp] = [await freePort(), await freePort(), await freePort()];
  const shared = { PRINTIFY_TOKEN: 'token', PRINTIFY_SHOP_ID: '1', PRINTFUL_TOKEN: 'token', PRINTFUL_STORE_ID: '2' };
  env = {
    ...shared,
    DATABASE_URL: database.url,
    PUBLIC_URL: `http://127.0.0.1:${port}`,
    STRIPE_API_URL: `http://127.0.0.1:${http}`,
    PRINTIFY_API_URL: `http://127.0.0.1:${http}/printify`,
    PRINTFUL_API_URL: `http://127.0.0.1:${http}/printful`,
    SMTP_URL: `smtp://127.0.0.1:${smtp}`,
    MAIL_FROM: 'orders@shop.example',
    SUBMISSION_RETRY_SECONDS: '1',
  };
  [sandbox, api] = await Promise.all([
    programs.start('sandbox', {
      ...shared,
      PORT: String(http),
      SANDBOX_PORT: String(http),
      SANDBOX_SMTP_PORT: String(smtp),
      PUBLIC_URL: `http://127.0.0.1:${port}`,
      DAYBOOK_WEBHOOK_URL: `http://127.0.0.1:${port}/webhooks/stripe`,
      DATA_DIR: data,
      ORDER_STEP_MS: '500',
      REFUND_SETTLES_MS: '200',
    }),
    programs.start('api', { ...env, PORT: String(port), ADMIN_PASSWORD: ownersPassword }),
  ]);
}, 60_000);
afterEach(async () => {
  await Promise.all(workers.map((worker) => worker.kill()));
  workers = [];
});
afterAll(async () => {
  await programs.end();
  await inspector.end();
  await database.drop();
  rmSync(data, { recursive: true, force: true });
});

async function aWorker(heldAt?: BarrierName): Promise<RunningProgram> {
  const worker = await programs.start('worker', { ...env, ...(heldAt && { DAYBOOK_HOLD_AT: heldAt }) });
  workers.push(worker);
  return worker;
}

async function ask<T>(path: string, body?: unknown): Promise<T> {
  const response = await fetch(`${sandbox.url}/sandbox${path}`, {
    ...(body !== undefined && { method: 'POST', body: JSON.stringify(body) }),
    headers: { 'content-type': 'application/json' },
  });
  if (!response.ok) throw new Error(`${path} answered ${response.status}: ${await response.text()}`);
  return (await response.json()) as T;
}

async function story(sessionId: string): Promise<{ type: string; message: string; isResolved: boolean }[]> {
  const { rows } = await inspector.query(
    `select event_type as type, message, resolved_at is not null as "isResolved" from activity_log
     where order_id = (select id from customer_order where checkout_session_id = $1) order by occurred_at, id`,
    [sessionId],
  );
  return rows as { type: string; message: string; isResolved: boolean }[];
}

const order = async () => (await ask<{ sessionId: string }>('/orders', {})).sessionId;
const told = (session: string, type: string) =>
  waitFor(async () => (await story(session)).some((entry) => entry.type === type), soon);
const mailsAbout = async () => (await ask<{ items: unknown[] }>('/mails')).items.length;

async function ordersMadeOf(session: string): Promise<number> {
  const { rows } = await inspector.query<{ number: string }>(
    'select number from customer_order where checkout_session_id = $1',
    [session],
  );
  const made = await ask<{ items: unknown[] }>(`/provider-orders?externalId=${rows[0]?.number ?? ''}`);
  return made.items.length;
}

const wholeLife = [
  'order.created',
  'order.submitted',
  'order.production',
  'order.shipped',
  'order.delivered',
  'order.email.confirmation_sent',
  'order.email.shipping_sent',
].toSorted();

it('an order that is paid lives its whole life by itself, and its customer has two mails', async () => {
  const mails = await mailsAbout();
  await aWorker();
  const session = await order();
  await told(session, 'order.delivered');
  await told(session, 'order.email.confirmation_sent');
  await told(session, 'order.email.shipping_sent');

  expect((await story(session)).map(({ type }) => type).toSorted()).toEqual(wholeLife);
  expect(await ordersMadeOf(session)).toBe(1);
  expect((await mailsAbout()) - mails).toBe(2);
}, 240_000);

it('a provider whose answer is lost after it made the order is not asked to make it twice', async () => {
  await aWorker();
  await ask('/faults', { service: 'printify', kind: 'lose', on: 'submit', times: 1 });
  const session = await order();
  await told(session, 'order.delivered');

  const entries = await story(session);
  expect(entries.filter(({ type }) => type === 'order.submission_failed').map(({ isResolved }) => isResolved)).toEqual([
    true,
  ]);
  expect(entries.filter(({ type }) => type === 'order.submitted')).toHaveLength(1);
  expect(await ordersMadeOf(session)).toBe(1);
}, 240_000);

describe('a worker that is killed', () => {
  it.each(['submission.begun', 'submission.answered', 'submission.recorded'] as const)(
    'at %s has its order made once, by another one',
    async (barrier) => {
      const held = await aWorker(barrier);
      const session = await order();
      await held.says(`held at ${barrier}`);
      await held.kill();
      await aWorker();
      await told(session, 'order.delivered');

      expect(await ordersMadeOf(session)).toBe(1);
      expect((await story(session)).filter(({ type }) => type === 'order.submitted')).toHaveLength(1);
    },
    240_000,
  );
});

describe('a refund asked for in the console', () => {
  async function refunded(session: string, drafts: { amount: number; id: string }[]): Promise<number[]> {
    const { rows } = await inspector.query<{ id: string }>(
      'select id from customer_order where checkout_session_id = $1',
      [session],
    );
    const headers = { cookie: await signIn(api.url), 'content-type': 'application/json' };
    const answers = drafts.map((draft) =>
      fetch(`${api.url}/api/orders/${rows[0]?.id ?? ''}/refunds`, {
        method: 'POST',
        headers,
        body: JSON.stringify(draft),
      }),
    );
    return (await Promise.all(answers)).map(({ status }) => status);
  }
  const refundsAtStripe = async () => (await ask<{ stripe: { refunds: number } }>('/counts')).stripe.refunds;

  it('twice in one go is made once, and more than was paid never', async () => {
    const before = await refundsAtStripe();
    await aWorker();
    const session = await order();
    await told(session, 'order.created');
    const draft = { amount: 1_000, id: crypto.randomUUID() };

    expect(await refunded(session, [draft, draft])).toEqual([200, 200]);
    await told(session, 'order.refunded');
    expect(await refunded(session, [{ amount: 3_301, id: crypto.randomUUID() }])).toEqual([409]);
    expect((await story(session)).filter(({ type }) => type === 'order.refunded')).toMatchObject([
      { message: 'Refunded £10.00' },
    ]);
    expect((await refundsAtStripe()) - before).toBe(1);
  }, 240_000);

  it.each(['refund.begun', 'refund.answered'] as const)(
    'is made once when the worker is killed at %s',
    async (barrier) => {
      const before = await refundsAtStripe();
      const held = await aWorker(barrier);
      const session = await order();
      await told(session, 'order.created');
      await refunded(session, [{ amount: 4_300, id: crypto.randomUUID() }]);
      await held.says(`held at ${barrier}`);
      await held.kill();
      await aWorker();
      await told(session, 'order.refunded');

      expect((await refundsAtStripe()) - before).toBe(1);
      expect((await story(session)).filter(({ type }) => type === 'order.refunded')).toHaveLength(1);
    },
    240_000,
  );
});
