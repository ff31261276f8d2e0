import { adminNamespace } from '@daybook/contract';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import pg from 'pg';
import { io, type Socket } from 'socket.io-client';
import { anOwnPostgres } from '../support/own-postgres.js';
import { startProgram, type RunningProgram } from '../support/processes.js';
import { ownersPassword, signIn } from '../support/sign-in.js';
import { aStripeEvent, stripeSignature } from '../support/stripe.js';
import { aTcpProxyTo, type TcpProxy } from '../support/tcp-proxy.js';
import { waitFor } from '../support/wait-for.js';
import { SeededRandom } from './chaos/seeded-random.js';
import { Ledger } from './chaos/ledger.js';
import { useOrderLinesStub } from './chaos/order-lines-stub.js';
import { WebhookSender } from './chaos/webhook-sender.js';

/** Time limits in milliseconds: for any response, whatever PostgreSQL does, and for full recovery. */
const maxAnswerMs = 15_000;
const soon = 120_000;
const seed = Number(process.env['DAYBOOK_FAULT_SEED'] ?? 3);

let server: Awaited<ReturnType<typeof anOwnPostgres>>;
let proxy: TcpProxy;
const stripe = useOrderLinesStub();
let inspector: pg.Pool;
let api: RunningProgram;
let worker: RunningProgram;

beforeAll(async () => {
  server = await anOwnPostgres();
  proxy = await aTcpProxyTo(server.url);
  inspector = new pg.Pool({ connectionString: server.url, max: 2 });
  inspector.on('error', () => undefined);
  const env = {
    DATABASE_URL: proxy.url,
    STRIPE_API_URL: stripe().url,
    ADMIN_PASSWORD: ownersPassword,
    LOG_LEVEL: 'warn',
  };
  [api, worker] = await Promise.all([startProgram('api', env), startProgram('worker', env)]);
}, 150_000);
afterAll(async () => {
  await Promise.all([api.kill(), worker.kill()]);
  await proxy.cut();
  await inspector.end();
  await server.drop();
});

const postWebhook = (body: string) =>
  fetch(`${api.url}/webhooks/stripe`, {
    method: 'POST',
    headers: { 'stripe-signature': stripeSignature(body) },
    body,
    signal: AbortSignal.timeout(maxAnswerMs),
  });
const ask = (path: string, cookie = '') =>
  fetch(api.url + path, { headers: { cookie }, signal: AbortSignal.timeout(maxAnswerMs) });

async function aConsole(cookie: string): Promise<{ socket: Socket; received: string[] }> {
  const received: string[] = [];
  const socket = io(api.url + adminNamespace, {
    transports: ['websocket'],
    forceNew: true,
    reconnection: false,
    extraHeaders: { cookie },
  });
  socket.onAny((name: string) => received.push(name));
  await waitFor(() => received.includes('attention:count'));
  return { socket, received };
}

/** A console receives a new webhook's entry by push, which proves intake, nudge, processing and push. */
async function seesNewEntry({ received }: { received: string[] }): Promise<boolean> {
  received.length = 0;
  if ((await postWebhook(aStripeEvent())).status !== 200) return false;
  await waitFor(() => received.includes('activity:recorded'), { within: 3_000 });
  return true;
}

const unfinished = async () => {
  const { rows } = await inspector.query<{ count: number }>(`
    select (select count(*) from webhook_event where state = 'pending')::int
      + (select count(*) from customer_order where lines_fetched_at is null)::int as count`);
  return rows[0]?.count;
};

describe('PostgreSQL', () => {
  it('stopped abruptly and restarted three times under load, loses nothing acknowledged, and every program reconnects', async () => {
    const random = new SeededRandom(seed);
    const ledger = new Ledger(random, `stop_${seed}`);
    const sender = new WebhookSender({ random, ledger, addresses: () => [api.url], wantsMore: () => true });
    const cookie = await signIn(api.url);
    const console = await aConsole(cookie);
    const sending = sender.run();
    for (let stops = 0; stops < 3; stops += 1) {
      const before = ledger.acknowledged.size;
      await waitFor(() => ledger.acknowledged.size > before + 40, { within: soon });
      await server.stopAtOnce();
      const refused = sender.answers.get('503') ?? 0;
      await waitFor(() => (sender.answers.get('503') ?? 0) > refused + 10);
      expect((await ask('/health/ready')).status).toBe(503);
      expect((await ask('/api/session', cookie)).status).toBe(503);
      await server.restart();
    }
    sender.finish();
    await sending;

    await waitFor(async () => (await unfinished()) === 0, { within: soon });
    expect(await ledger.differences(inspector)).toEqual([]);
    expect([...sender.answers.keys()].sort()).toEqual(['200', '503']);
    await waitFor(() => seesNewEntry(console), { within: soon });
    expect((await ask('/api/session', cookie)).status).toBe(200);
    console.socket.disconnect();
  }, 480_000);

  it('when unresponsive, makes requests fail within a time limit, and every dropped connection is re-established', async () => {
    const cookie = await signIn(api.url);
    const console = await aConsole(cookie);
    const asks = [
      () => postWebhook(aStripeEvent()),
      () => ask('/health/ready'),
      // more than the pool has connections
      ...Array.from({ length: 12 }, () => () => ask('/api/session', cookie)),
    ];
    const statuses = () => Promise.all(asks.map(async (one) => (await one()).status));
    expect(await statuses()).toEqual(asks.map(() => 200));
    proxy.blackHole();
    expect(await statuses()).toEqual(asks.map(() => 503));
    await proxy.mend();

    expect(await statuses()).toEqual(asks.map(() => 200));
    await waitFor(() => seesNewEntry(console), { within: soon });
    await waitFor(async () => (await unfinished()) === 0, { within: soon });
    console.socket.disconnect();
  }, 480_000);
});
