import { Nudges, PgNotifications, type Database } from '@daybook/database';
import { afterEach, beforeEach, expect, it } from '@jest/globals';
import { sql } from 'kysely';
import { aDatabase, type TestDatabase } from '../../../../test/support/database.js';
import { waitFor } from '../../../../test/support/wait-for.js';
import { openDatabase } from '../../test/open-database.js';
import { OutboxQueue } from './outbox-queue.js';
import { Outbox, type DueJob } from './outbox.js';
import { Relay, type Dispatcher } from './relay.js';

/** A carrier that takes what it is given, refuses what it is told to, and forgets all of it. */
class ForgetfulCarrier implements Dispatcher {
  isReady = true;
  refuses = 0;
  readonly taken: DueJob[] = [];

  async dispatch(turn: DueJob): Promise<void> {
    this.refuses -= 1;
    if (this.refuses >= 0) throw new Error('It did not arrive.');
    this.taken.push(turn);
  }
}

let given: TestDatabase;
let database: Database;
let signals: PgNotifications;
let outbox: Outbox;
let queue: OutboxQueue;
let carrier: ForgetfulCarrier;
let relay: Relay;
let closeDatabase: () => Promise<void>;

beforeEach(async () => {
  given = await aDatabase();
  ({ database, close: closeDatabase } = await openDatabase(given.url));
  signals = new PgNotifications(given.url);
  outbox = new Outbox(database);
  queue = new OutboxQueue(outbox, new Nudges(signals));
  carrier = new ForgetfulCarrier();
});
afterEach(async () => {
  await relay.stop();
  await signals.onApplicationShutdown();
  await closeDatabase();
  await given.drop();
});

/** Looks by itself so seldom that a test would be over, but for what it says. */
async function aRelay(some: { lookSeconds?: number; againSeconds?: number } = {}): Promise<void> {
  const nudges = new Nudges(signals);
  relay = new Relay({
    outbox,
    nudges,
    dispatcher: carrier,
    pollIntervalSeconds: 600,
    redispatchAfterSeconds: 600,
    ...some,
  });
  await relay.start();
}

const ask = (orderId: string) => database.transaction((tx) => queue.enqueue(tx, 'fetch-order-lines', { orderId }));

async function idsOf(orderId: string): Promise<string[]> {
  const { rows } = await sql<{ id: string }>`select id from job_outbox where data ->> 'orderId' = ${orderId}`.execute(
    database.sql,
  );
  return rows.map(({ id }) => id);
}

it('hands over once what was asked for, when that is committed', async () => {
  await aRelay();
  await database.transaction(async (tx) => {
    await queue.enqueue(tx, 'fetch-order-lines', { orderId: 'open' });
    await ask('other');
    await waitFor(() => carrier.taken.length > 0);
    expect(carrier.taken.map(({ id }) => id)).toEqual(await idsOf('other'));
  });
  await waitFor(() => carrier.taken.length === 2);
  await ask('last');
  await waitFor(() => carrier.taken.length === 3);
  expect(new Set(carrier.taken.map(({ id }) => id)).size).toBe(3);
});

it('hands over again what did not arrive', async () => {
  carrier.refuses = 2;
  await aRelay({ lookSeconds: 0.1 });
  await ask('stubborn');
  await waitFor(() => carrier.taken.length === 1);
  expect(carrier.refuses).toBeLessThan(0);
});

it('hands over again what was taken and not begun in time', async () => {
  await aRelay({ lookSeconds: 0.1, againSeconds: 1 });
  await ask('forgotten');
  await waitFor(() => carrier.taken.length === 2);
  expect(carrier.taken[1]).toEqual(carrier.taken[0]);
});

it('hands over again at once what was taken and not begun, when the carrier may have lost everything', async () => {
  await aRelay();
  await ask('forgotten');
  await ask('begun');
  const [forgotten, begun] = await waitFor(() => carrier.taken.length === 2 && carrier.taken);
  if (!forgotten || !begun) throw new Error('Two were taken.');
  await outbox.claim(begun);
  relay.redispatchAll();
  await waitFor(() => carrier.taken.length === 3);
  expect(carrier.taken[2]).toEqual(forgotten);
});

it('hands over nothing while the carrier is away, and all of it when it is there', async () => {
  carrier.isReady = false;
  await aRelay();
  await ask('waiting');
  relay.poll();
  await relay.stop();
  expect(carrier.taken).toEqual([]);
  carrier.isReady = true;
  await aRelay();
  await waitFor(() => carrier.taken.length === 1);
});
