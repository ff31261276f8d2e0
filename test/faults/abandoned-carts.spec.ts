import type { BarrierName } from '@daybook/config';
import { freePort } from '@daybook/database';
import { afterAll, afterEach, beforeAll, describe, expect, it } from '@jest/globals';
import pg from 'pg';
import { aDatabase, type TestDatabase } from '../support/database.js';
import { usePrograms, type RunningProgram } from '../support/processes.js';
import { waitFor } from '../support/wait-for.js';

/** What has to be whole again after a kill. */
const soon = { within: 90_000 };

const programs = usePrograms();
let database: TestDatabase;
let inspector: pg.Pool;
let sandbox: RunningProgram;
let api: RunningProgram;
let env: Record<string, string>;
let workers: RunningProgram[] = [];

beforeAll(async () => {
  database = await aDatabase();
  inspector = new pg.Pool({ connectionString: database.url, max: 2 });
  const [port, http, smtp] = [await freePort(), await freePort(), await freePort()];
  env = {
    DATABASE_URL: database.url,
    PUBLIC_URL: `http://127.0.0.1:${port}`,
    STRIPE_API_URL: `http://127.0.0.1:${http}`,
    SMTP_URL: `smtp://127.0.0.1:${smtp}`,
    MAIL_FROM: 'orders@shop.example',
    MAIL_RETRY_SECONDS: '1',
    CART_RECOVERY_SECONDS: '1',
  };
  [sandbox, api] = await Promise.all([
    programs.start('sandbox', {
      PORT: String(http),
      SANDBOX_PORT: String(http),
      SANDBOX_SMTP_PORT: String(smtp),
      PUBLIC_URL: `http://127.0.0.1:${port}`,
      DAYBOOK_WEBHOOK_URL: `http://127.0.0.1:${port}/webhooks/stripe`,
      ORDER_STEP_MS: '0',
    }),
    programs.start('api', { ...env, PORT: String(port) }),
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

let shoppers = 0;
const aShopper = () => `shopper${(shoppers += 1)}@example.com`;

/** Somebody opens a checkout and leaves it; gives its session. */
async function leave(email: string, optIn = true): Promise<string> {
  const { sessionId } = await ask<{ sessionId: string }>('/sessions', {});
  await ask(`/sessions/${sessionId}/expire`, { email, optIn });
  return sessionId;
}

const mailsTo = async (email: string) =>
  (await ask<{ items: { id: string; subject: string }[] }>(`/mails?to=${encodeURIComponent(email)}`)).items.filter(
    ({ subject }) => subject.includes('still here'),
  );
async function told(like: string): Promise<string[]> {
  const { rows } = await inspector.query<{ message: string }>(
    `select message from activity_log where event_type like 'abandoned_cart.%' and message like $1 order by occurred_at`,
    [like],
  );
  return rows.map(({ message }) => message);
}
const isTold = (like: string) => waitFor(async () => (await told(like)).length > 0, soon);

it('a cart that was left gets its mail, and its link brings the shopper back', async () => {
  await aWorker();
  const email = aShopper();
  const left = await leave(email);
  await isTold(`Recovery email sent to ${email}`);
  const [mail] = await mailsTo(email);
  const { text } = await ask<{ text: string }>(`/mails/${mail?.id ?? ''}`);
  expect(text).toContain(`${sandbox.url}/recover/${left}`);

  const { sessionId } = await ask<{ sessionId: string }>(`/sessions/${left}/recover`, {});
  await ask(`/sessions/${sessionId}/pay`, { email });
  await isTold('Cart recovered — order SS-%-0001 placed');
  const { rows } = await inspector.query(
    `select order_number = (select number from customer_order where checkout_session_id = $1) as is_its_order
     from abandoned_cart where session_id = $2`,
    [sessionId, left],
  );
  expect(rows).toEqual([{ is_its_order: true }]);
}, 120_000);

it('whoever unsubscribes with one click gets none, this time and next time', async () => {
  const email = aShopper();
  const watcher = await aWorker();
  await leave(email, false);
  await isTold(`Abandoned cart — ${email}%`);
  const { rows } = await inspector.query<{ token: string }>(
    'select unsubscribe_token as token from abandoned_cart where email = $1',
    [email],
  );
  const address = `${api.url}/cart/unsubscribe/${rows[0]?.token ?? ''}`;
  const page = await fetch(address, { headers: { accept: 'text/html' } });
  expect([page.status, await page.text()]).toEqual([200, expect.stringContaining('Send me no more reminders')]);
  expect((await inspector.query('select 1 from unsubscribed_address')).rowCount).toBe(0);

  const oneClick = {
    method: 'POST',
    headers: { 'content-type': 'application/x-www-form-urlencoded', origin: 'https://mail.example' },
    body: 'List-Unsubscribe=One-Click',
  };
  expect((await fetch(address, oneClick)).status).toBe(200);
  expect((await fetch(address, oneClick)).status).toBe(200);
  expect((await fetch(`${api.url}/cart/unsubscribe/another`, oneClick)).status).toBe(404);

  await leave(email.toUpperCase());
  await waitFor(async () => {
    const { rows: refused } = await inspector.query(
      `select 1 from abandoned_cart where no_mail_because = 'unsubscribed' and lower(email) = $1`,
      [email],
    );
    return refused.length === 1;
  }, soon);
  expect(await mailsTo(email)).toEqual([]);
  await watcher.kill();
}, 120_000);

describe('a worker that is killed', () => {
  it.each(['recovery.asked', 'mail.accepted', 'mail.before-commit'] as const)(
    'at %s has sent, or has another one send, one mail, and it is told of once',
    async (barrier) => {
      const email = aShopper();
      const held = await aWorker(barrier);
      await leave(email);
      await held.says(`held at ${barrier}`);
      await held.kill();
      await aWorker();
      await isTold(`Recovery email sent to ${email}`);

      expect(await mailsTo(email)).toHaveLength(1);
      expect(await told(`Recovery email sent to ${email}`)).toHaveLength(1);
      const { rows } = await inspector.query(
        `select state from mail_message where to_address = $1 and kind = 'recovery'`,
        [email],
      );
      expect(rows).toEqual([{ state: 'sent' }]);
    },
    150_000,
  );
});
