import { Nudges, PgNotifications, type Database } from '@daybook/database';
import { afterEach, beforeEach, expect, it, jest } from '@jest/globals';
import { Logger } from '@nestjs/common';
import { sql } from 'kysely';
import { aDatabase, type TestDatabase } from '../../../../test/support/database.js';
import { waitFor } from '../../../../test/support/wait-for.js';
import { openDatabase } from '../../test/open-database.js';
import { TestJob } from '../../test/test-job.js';
import { OutboxQueue } from './outbox-queue.js';
import { Outbox, type DueJob } from './outbox.js';
import { Relay, type Dispatcher, type RelayOptions } from './relay.js';

/** Records what is dispatched, and rejects the first `rejections` of it. */
class RecordingDispatcher implements Dispatcher {
  isReady = true;
  rejections = 0;
  readonly dispatched: DueJob[] = [];

  async dispatch(job: DueJob): Promise<void> {
    this.rejections -= 1;
    if (this.rejections >= 0) throw new Error('It did not arrive.');
    this.dispatched.push(job);
  }
}

let given: TestDatabase;
let database: Database;
let notifications: PgNotifications;
let outbox: Outbox;
let queue: OutboxQueue;
let dispatcher: RecordingDispatcher;
let relay: Relay;
let closeDatabase: () => Promise<void>;

beforeEach(async () => {
  given = await aDatabase();
  ({ database, close: closeDatabase } = await openDatabase(given.url));
  notifications = new PgNotifications(given.url);
  outbox = new Outbox(database);
  queue = new OutboxQueue(outbox, new Nudges(notifications));
  dispatcher = new RecordingDispatcher();
});
afterEach(async () => {
  await relay.stop();
  await notifications.onApplicationShutdown();
  await closeDatabase();
  await given.drop();
});

/** By default it does not poll by itself within the time of a test. */
async function startRelay(
  intervals: Pick<RelayOptions, 'pollIntervalSeconds' | 'redispatchAfterSeconds'> = {},
): Promise<void> {
  const nudges = new Nudges(notifications);
  const seldom = { pollIntervalSeconds: 600, redispatchAfterSeconds: 600 };
  relay = new Relay({ outbox, nudges, dispatcher, ...seldom, ...intervals });
  await relay.start();
}

const enqueue = (orderId: string) => database.transaction((tx) => queue.enqueue(tx, TestJob, { orderId }));

async function idsOf(orderId: string): Promise<string[]> {
  const { rows } = await sql<{ id: string }>`select id from job_outbox where data ->> 'orderId' = ${orderId}`.execute(
    database.kysely(),
  );
  return rows.map(({ id }) => id);
}

it('dispatches a job once, after it was committed', async () => {
  await startRelay();
  await database.transaction(async (tx) => {
    await queue.enqueue(tx, TestJob, { orderId: 'open' });
    await enqueue('other');
    await waitFor(() => dispatcher.dispatched.length > 0);
    expect(dispatcher.dispatched.map(({ id }) => id)).toEqual(await idsOf('other'));
  });
  await waitFor(() => dispatcher.dispatched.length === 2);
  await enqueue('last');
  await waitFor(() => dispatcher.dispatched.length === 3);
  expect(new Set(dispatcher.dispatched.map(({ id }) => id)).size).toBe(3);
});

it('dispatches a job again that did not arrive', async () => {
  dispatcher.rejections = 2;
  await startRelay({ pollIntervalSeconds: 0.1 });
  await enqueue('rejected');
  await waitFor(() => dispatcher.dispatched.length === 1);
  expect(dispatcher.rejections).toBeLessThan(0);
});

it('dispatches a job again that was not claimed in time', async () => {
  await startRelay({ pollIntervalSeconds: 0.1, redispatchAfterSeconds: 1 });
  await enqueue('unclaimed');
  await waitFor(() => dispatcher.dispatched.length === 2);
  expect(dispatcher.dispatched[1]).toEqual(dispatcher.dispatched[0]);
});

it('dispatches the unclaimed jobs again at once when Redis may have lost its data', async () => {
  await startRelay();
  await enqueue('unclaimed');
  await enqueue('claimed');
  const [unclaimed, claimed] = await waitFor(() => dispatcher.dispatched.length === 2 && dispatcher.dispatched);
  if (!unclaimed || !claimed) throw new Error('Two jobs were dispatched.');
  await outbox.claim(claimed);
  relay.redispatchAll();
  await waitFor(() => dispatcher.dispatched.length === 3);
  expect(dispatcher.dispatched[2]).toEqual(unclaimed);
});

it('dispatches nothing until Redis is ready', async () => {
  dispatcher.isReady = false;
  await startRelay();
  await enqueue('waiting');
  relay.poll();
  await relay.stop();
  expect(dispatcher.dispatched).toEqual([]);
  dispatcher.isReady = true;
  await startRelay();
  await waitFor(() => dispatcher.dispatched.length === 1);
});

it('leaves its closed database alone when Redis answers only after the stop', async () => {
  const error = jest.spyOn(Logger.prototype, 'error').mockReturnValue();
  const unanswered = Promise.withResolvers<void>();
  const dispatching = Promise.withResolvers<void>();
  dispatcher.dispatch = () => {
    dispatching.resolve();
    return unanswered.promise;
  };
  await startRelay();
  await enqueue('unanswered');
  await dispatching.promise;
  const stopped = relay.stop();
  await closeDatabase();
  closeDatabase = () => Promise.resolve();
  unanswered.reject(new Error('Redis did not answer.'));
  await stopped;
  expect(error).not.toHaveBeenCalled();
  error.mockRestore();
});
