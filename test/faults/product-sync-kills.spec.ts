import type { FailpointName } from '@daybook/config';
import { findFreePort } from '../support/find-free-port.js';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import pg from 'pg';
import { aDatabase, type TestDatabase } from '../support/database.js';
import { expireJobLeases } from '../support/expire-job-leases.js';
import { usePrograms, type RunningProgram } from '../support/processes.js';
import { ownersPassword, signIn } from '../support/sign-in.js';
import { waitFor } from '../support/wait-for.js';

/** How long recovery after a kill may take. */
const soon = { within: 120_000 };

const programs = usePrograms();
let database: TestDatabase;
let inspector: pg.Pool;
let sandbox: RunningProgram;
let env: Record<string, string>;
let workers: RunningProgram[] = [];

beforeAll(async () => {
  database = await aDatabase();
  inspector = new pg.Pool({ connectionString: database.url, max: 2 });
  const [http, smtp] = [await findFreePort(), await findFreePort()];
  const shared = { PRINTIFY_TOKEN: 'token', PRINTIFY_SHOP_ID: '1' };
  env = { ...shared, DATABASE_URL: database.url, PRINTIFY_API_URL: `http://127.0.0.1:${http}/printify` };
  sandbox = await programs.start('sandbox', {
    ...shared,
    PORT: String(http),
    SANDBOX_PORT: String(http),
    SANDBOX_SMTP_PORT: String(smtp),
    PUBLIC_URL: `http://127.0.0.1:${http}`,
    DAYBOOK_WEBHOOK_URL: `http://127.0.0.1:${http}/nowhere`,
  });
}, 150_000);
beforeEach(async () => {
  await inspector.query('truncate activity_log, sync_run, product, collection, scheduled_run cascade');
  await inspector.query('delete from pgboss.job');
  await ask('/products/reset', {});
});
afterEach(async () => {
  await Promise.all(workers.map((worker) => worker.kill()));
  workers = [];
});
afterAll(async () => {
  await programs.end();
  await inspector.end();
  await database.drop();
});

async function aWorker(heldAt?: FailpointName | `${FailpointName}#${number}`): Promise<RunningProgram> {
  const once = { SYNC_SECONDS: '86400' };
  const worker = await programs.start('worker', { ...env, ...once, ...(heldAt && { DAYBOOK_FAILPOINT: heldAt }) });
  workers.push(worker);
  return worker;
}

async function ask(path: string, body: unknown): Promise<void> {
  const { ok, status } = await fetch(`${sandbox.url}/sandbox${path}`, {
    method: 'POST',
    body: JSON.stringify(body),
    headers: { 'content-type': 'application/json' },
  });
  if (!ok) throw new Error(`${path} answered ${status}`);
}

interface Tally {
  products: number;
  variants: number;
  runs: { outcome: string; done: number; added: number; unchanged: number }[];
  entries: string[];
}

async function tally(): Promise<Tally> {
  const { rows } = await inspector.query<Tally>(`
    select (select count(*)::int from product) as products,
      (select count(distinct (provider_product_id)) from product)::int as "differentOnes",
      (select count(*)::int from variant) as variants,
      (select coalesce(json_agg(json_build_object('outcome', outcome, 'done', done, 'added', added,
        'unchanged', unchanged) order by started_at), '[]') from sync_run) as runs,
      (select coalesce(json_agg(message order by inserted_at, id), '[]') from activity_log) as entries`);
  const [row] = rows;
  if (!row) throw new Error('The database does not say.');
  return row;
}
const isOver = async () => (await tally()).runs.every(({ outcome }) => outcome !== 'running') && tally();

const whole = {
  products: 47,
  differentOnes: 47,
  runs: [{ outcome: 'completed', done: 47, added: 47, unchanged: 0 }],
  entries: ['Product sync started (Printify)', 'Product sync complete — 47 products, 47 new'],
};

describe('a worker that is killed', () => {
  it.each(['sync-products prepared', 'sync-products performed', 'sync-products recorded'] as const)(
    'at %s leaves a sync that the next worker completes, with each product once',
    async (place) => {
      const paused = await aWorker(place);
      await paused.says(/stopped at sync/);
      await paused.kill();
      await expireJobLeases(database.url);
      await aWorker();
      await waitFor(async () => (await tally()).runs[0]?.outcome === 'completed', soon);

      expect(await isOver()).toMatchObject(whole);
    },
    200_000,
  );
});

it('two workers and a person at two apis start only one sync', async () => {
  // today's scheduled sync has already run, so the next one is the requested one
  await inspector.query(`
    insert into scheduled_run (task, due_at, leased_by, leased_until, finished_at)
    select 'sync-products', to_timestamp((floor(extract(epoch from now()) / 86400) + day) * 86400), 'a test', now(), now()
    from generate_series(0, 1) as day`);
  const apis = await Promise.all(
    [1, 2].map(() => programs.start('api', { ...env, ADMIN_PASSWORD: ownersPassword, SANDBOX: 'off' })),
  );
  const headers = { cookie: await signIn(apis[0]?.url ?? '') };
  const answers = await Promise.all(
    [...apis, ...apis].map(({ url }) => fetch(`${url}/api/sync/printify`, { method: 'POST', headers })),
  );
  const runs = await Promise.all(
    answers.map(async (answer) => (await answer.json()) as { id?: string; run?: { id: string } }),
  );
  await Promise.all([aWorker(), aWorker()]);
  await waitFor(async () => (await tally()).runs[0]?.outcome === 'completed', soon);

  expect(answers.map(({ status }) => status).toSorted()).toEqual([202, 409, 409, 409]);
  expect(new Set(runs.map(({ id, run }) => id ?? run?.id)).size).toBe(1);
  expect(await isOver()).toMatchObject(whole);
}, 200_000);

it('records a rate-limited provider as a problem until a sync completes', async () => {
  await ask('/faults', {
    service: 'printify',
    kind: 'rate_limit',
    operation: 'products',
    times: 6,
    retryAfterSeconds: 1,
  });
  await aWorker();
  await waitFor(async () => (await tally()).runs[0]?.outcome === 'failed', soon);
  const open = async () => {
    const { rows } = await inspector.query<{ message: string }>(
      `select message from activity_log where level = 'error' and resolved_at is null`,
    );
    return rows;
  };
  expect(await open()).toEqual([{ message: 'Product sync failed: API rate limit exceeded' }]);

  await inspector.query('delete from scheduled_run');
  await aWorker();
  await waitFor(async () => (await tally()).runs[1]?.outcome === 'completed', soon);
  expect(await open()).toEqual([]);
}, 200_000);
