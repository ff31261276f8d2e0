import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { FailpointName } from '@daybook/config';
import { freePort } from '@daybook/database';
import { afterAll, afterEach, beforeAll } from '@jest/globals';
import pg from 'pg';
import { aDatabase, type TestDatabase } from './database.js';
import { usePrograms, type RunningProgram } from './processes.js';
import { ownersPassword, signIn } from './sign-in.js';
import { waitFor } from './wait-for.js';

/** What has to be whole again after a kill. */
const soon = { within: 150_000 };

export interface Told {
  type: string;
  message: string;
  isResolved: boolean;
}

/** An api and the sandbox as programs of their own for the tests of a file, with as many workers as a test starts. */
export function useWholeShop(settings: Record<string, string> = {}) {
  const programs = usePrograms();
  const data = mkdtempSync(join(tmpdir(), 'daybook-shop-'));
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
      ...settings,
    };
    [sandbox, api] = await Promise.all([
      programs.start('sandbox', {
        ...shared,
        ...settings,
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

  async function rows<T>(statement: string, values: unknown[] = []): Promise<T[]> {
    return (await inspector.query(statement, values)).rows as T[];
  }

  async function asked(method: string, path: string, body?: unknown): Promise<unknown> {
    const response = await fetch(`${sandbox.url}/sandbox${path}`, {
      ...{ method, headers: { 'content-type': 'application/json' } },
      ...(body !== undefined && { body: JSON.stringify(body) }),
    });
    if (!response.ok) throw new Error(`${path} answered ${response.status}: ${await response.text()}`);
    return response.json();
  }

  let cookie: string | undefined;
  const signedIn = async () => (cookie ??= await signIn(api.url));

  const shop = {
    rows,
    get apiUrl() {
      return api.url;
    },
    get sandboxUrl() {
      return sandbox.url;
    },
    aWorker: async (heldAt?: FailpointName): Promise<RunningProgram> => {
      const worker = await programs.start('worker', { ...env, ...(heldAt && { DAYBOOK_FAILPOINT: heldAt }) });
      workers.push(worker);
      return worker;
    },
    /** Asks the sandbox. */
    get: async <T>(path: string) => (await asked('GET', path)) as T,
    post: async <T>(path: string, body: unknown) => (await asked('POST', path, body)) as T,
    put: (path: string, body: unknown) => asked('PUT', path, body),

    /** Buys, and gives Stripe's session. */
    order: async (what: object = {}) => (await shop.post<{ sessionId: string }>('/orders', what)).sessionId,
    story: (sessionId: string) =>
      rows<Told>(
        `select event_type as type, message, resolved_at is not null as "isResolved" from activity_log
         where order_id = (select id from customer_order where checkout_session_id = $1) order by occurred_at, id`,
        [sessionId],
      ),
    /** Once the order's story has that entry. */
    told: (session: string, type: string) =>
      waitFor(async () => (await shop.story(session)).some((entry) => entry.type === type), soon),
    until: (isSo: () => Promise<boolean>) => waitFor(isSo, soon),
    /** Once everything in the order's story that had to be dealt with is. */
    settled: (session: string, type: string) =>
      waitFor(
        async () =>
          (await shop.story(session)).filter((entry) => entry.type === type).every((entry) => entry.isResolved),
        soon,
      ),
    async numberOf(session: string): Promise<string> {
      const [found] = await rows<{ number: string }>(
        'select number from customer_order where checkout_session_id = $1',
        [session],
      );
      if (!found) throw new Error('There is no order of that session yet.');
      return found.number;
    },
    async providerOrders(session: string) {
      const number = await shop.numberOf(session);
      const { items } = await shop.get<{ items: { id: string; provider: string }[] }>(
        `/provider-orders?externalId=${number}`,
      );
      return items;
    },
    mails: async () => (await shop.get<{ items: { subject: string }[] }>('/mails')).items,
    /** Does something about an order as the owner; gives the statuses. */
    async acts(session: string, action: string, bodies: unknown[]): Promise<number[]> {
      const headers = { cookie: await signedIn(), 'content-type': 'application/json' };
      const url = `${api.url}/api/orders/${await shop.numberOf(session)}/${action}`;
      const answers = bodies.map((body) => fetch(url, { method: 'POST', headers, body: JSON.stringify(body) }));
      return (await Promise.all(answers)).map(({ status }) => status);
    },
    /** Asks the api as the owner. */
    async ask<T>(method: string, path: string): Promise<T> {
      const answer = await fetch(api.url + path, { method, headers: { cookie: await signedIn() } });
      if (!answer.ok) throw new Error(`${path} answered ${answer.status}: ${await answer.text()}`);
      return (await answer.json()) as T;
    },
    attention: async () => (await shop.ask<{ count: number }>('GET', '/api/activity/attention')).count,
  };
  return shop;
}
