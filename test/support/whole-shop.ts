import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { FailpointName } from '@daybook/config';
import { findFreePort } from './find-free-port.js';
import { afterAll, afterEach, beforeAll } from '@jest/globals';
import pg from 'pg';
import { aDatabase, type TestDatabase } from './database.js';
import { expireJobLeases } from './expire-job-leases.js';
import { usePrograms, type RunningProgram } from './processes.js';
import { ownersPassword, signIn } from './sign-in.js';
import { waitFor } from './wait-for.js';

/** How long recovery after a kill may take. */
const recoveryLimit = { within: 150_000 };

export interface TimelineEntry {
  type: string;
  message: string;
  isResolved: boolean;
}

/** Starts an api and the sandbox as separate processes for one test file; each test asks for the workers it needs. */
export function useWholeShop(settings: Record<string, string> = {}) {
  const programs = usePrograms();
  const data = mkdtempSync(join(tmpdir(), 'daybook-shop-'));
  let database: TestDatabase;
  let inspector: pg.Pool;
  let sandbox: RunningProgram;
  let api: RunningProgram;
  let env: Record<string, string>;
  let worker: RunningProgram | undefined;
  let paused: RunningProgram[] = [];

  beforeAll(async () => {
    database = await aDatabase();
    inspector = new pg.Pool({ connectionString: database.url, max: 2 });
    const [port, http, smtp] = [await findFreePort(), await findFreePort(), await findFreePort()];
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
      ACCEPT_FOREIGN_SESSIONS: 'off',
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
  }, 180_000);
  afterEach(async () => {
    await Promise.all(paused.map((program) => program.kill()));
    paused = [];
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

  async function callSandbox(method: string, path: string, body?: unknown): Promise<unknown> {
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
    /** A worker that runs until a test stops it: the same one for the tests of the file, because a start takes seconds. */
    aWorker: async (): Promise<void> => {
      worker ??= await programs.start('worker', env);
    },
    /** The only worker, which stops at this failpoint; the one that ran finishes its jobs first. */
    aWorkerThatStopsAt: async (failpoint: FailpointName): Promise<RunningProgram> => {
      await worker?.stop();
      worker = undefined;
      const program = await programs.start('worker', { ...env, DAYBOOK_FAILPOINT: failpoint });
      paused.push(program);
      return program;
    },
    /** Kills a worker that has stopped, and lets the leases of its jobs expire. */
    async kill(program: RunningProgram): Promise<void> {
      await program.kill();
      await expireJobLeases(database.url);
    },
    /** Calls the sandbox. */
    get: async <T>(path: string) => (await callSandbox('GET', path)) as T,
    post: async <T>(path: string, body: unknown) => (await callSandbox('POST', path, body)) as T,
    put: (path: string, body: unknown) => callSandbox('PUT', path, body),

    /** Places an order and returns its Stripe session. */
    order: async (what: object = {}) => (await shop.post<{ sessionId: string }>('/orders', what)).sessionId,
    timeline: (sessionId: string) =>
      rows<TimelineEntry>(
        `select event_type as type, message, resolved_at is not null as "isResolved" from activity_log
         where order_id = (select id from customer_order where checkout_session_id = $1) order by occurred_at, id`,
        [sessionId],
      ),
    /** Resolves once the order’s timeline has an entry of that type. */
    untilRecorded: (session: string, type: string) =>
      waitFor(async () => (await shop.timeline(session)).some((entry) => entry.type === type), recoveryLimit),
    until: (condition: () => Promise<boolean>) => waitFor(condition, recoveryLimit),
    /** Resolves once every entry of that type in the order’s timeline is resolved. */
    untilResolved: (session: string, type: string) =>
      waitFor(
        async () =>
          (await shop.timeline(session)).filter((entry) => entry.type === type).every((entry) => entry.isResolved),
        recoveryLimit,
      ),
    async orderNumber(session: string): Promise<string> {
      const [found] = await rows<{ number: string }>(
        'select number from customer_order where checkout_session_id = $1',
        [session],
      );
      if (!found) throw new Error('That session has no order yet.');
      return found.number;
    },
    async providerOrders(session: string) {
      const number = await shop.orderNumber(session);
      const { items } = await shop.get<{ items: { id: string; provider: string }[] }>(
        `/provider-orders?externalId=${number}`,
      );
      return items;
    },
    mails: async () => (await shop.get<{ items: { subject: string }[] }>('/mails')).items,
    /** Posts each body to an order’s action as the owner; returns the HTTP statuses. */
    async postAsOwner(session: string, action: string, bodies: unknown[]): Promise<number[]> {
      const headers = { cookie: await signedIn(), 'content-type': 'application/json' };
      const url = `${api.url}/api/orders/${await shop.orderNumber(session)}/${action}`;
      const responses = bodies.map((body) => fetch(url, { method: 'POST', headers, body: JSON.stringify(body) }));
      return (await Promise.all(responses)).map(({ status }) => status);
    },
    /** Sends a request to the api as the owner. */
    async requestAsOwner<T>(method: string, path: string): Promise<T> {
      const response = await fetch(api.url + path, { method, headers: { cookie: await signedIn() } });
      if (!response.ok) throw new Error(`${path} answered ${response.status}: ${await response.text()}`);
      return (await response.json()) as T;
    },
    attention: async () => (await shop.requestAsOwner<{ count: number }>('GET', '/api/activity/attention')).count,
  };
  return shop;
}
