import type { Database } from '@daybook/database';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { sql } from 'kysely';
import { aDatabase, type TestDatabase } from '../../../../test/support/database.js';
import { waitFor } from '../../../../test/support/wait-for.js';
import { openDatabase } from '../../test/open-database.js';
import '../../test/test-job.js';
import type { EnqueueOptions } from '../job-queue.js';
import { Outbox, type ClaimedJob, type DueJob } from './outbox.js';

let given: TestDatabase;
let database: Database;
let close: () => Promise<void>;
let outbox: Outbox;

beforeAll(async () => {
  given = await aDatabase();
  ({ database, close } = await openDatabase(given.url));
  outbox = new Outbox(database);
});
afterAll(async () => {
  await close();
  await given.drop();
});
beforeEach(async () => {
  await sql`truncate job_outbox`.execute(database.kysely());
});

const enqueue = (orderId: string, options: EnqueueOptions = {}) =>
  database.transaction((tx) => outbox.add(tx, 'test-job', { orderId }, options));

async function onlyDueJob(): Promise<DueJob> {
  const [due, ...more] = await outbox.markDueDispatched(10);
  if (!due || more.length > 0) throw new Error('Not exactly one job is due.');
  return due;
}

async function claim(due: DueJob): Promise<ClaimedJob> {
  const claimed = await outbox.claim(due);
  if (!claimed) throw new Error('The job cannot be claimed.');
  return claimed;
}

/** As if their workers had not renewed them. */
const expireLeases = () =>
  sql`update job_outbox set leased_until = now() - interval '1 second'`.execute(database.kysely());

async function row() {
  const { rows } = await sql`select version, attempts, dispatched_at is not null as dispatched,
    leased_until is not null as leased, discarded_at is not null as discarded from job_outbox`.execute(
    database.kysely(),
  );
  return rows[0];
}

async function countLockWaits(): Promise<number> {
  const { rows } = await sql<{ count: number }>`select count(*)::int as count from pg_stat_activity
    where datname = current_database() and wait_event_type = 'Lock'`.execute(database.kysely());
  return rows[0]?.count ?? 0;
}

describe('a due job', () => {
  it('is dispatched by one relay, however many poll at once', async () => {
    await enqueue('one');
    const marked = await Promise.all(Array.from({ length: 5 }, () => outbox.markDueDispatched(10)));
    expect(marked.flat()).toHaveLength(1);
  });

  it('is claimed by one worker, however many try at once', async () => {
    await enqueue('one');
    const due = await onlyDueJob();
    const claims = await Promise.all(Array.from({ length: 5 }, () => outbox.claim(due)));
    expect(claims.filter((claimed) => claimed !== null)).toHaveLength(1);
  });

  it('is skipped while a transaction changes it, and can be claimed afterwards', async () => {
    await enqueue('one');
    const due = await onlyDueJob();
    const { claims } = await database.transaction(async (tx) => {
      await sql`select 1 from job_outbox for update`.execute(tx.kysely());
      let haveSettled = false;
      const both = Promise.all([outbox.claim(due), outbox.claim(due)]).finally(() => (haveSettled = true));
      await waitFor(async () => haveSettled || (await countLockWaits()) === 2);
      return { claims: both };
    });
    expect(await claims).toEqual([null, null]);
    await claim(due);
  });

  it('cannot be claimed at its old version after it was enqueued again', async () => {
    await enqueue('first', { key: 'one' });
    const due = await onlyDueJob();
    await enqueue('second', { key: 'one' });
    expect(await outbox.claim(due)).toBeNull();
    expect((await claim(await onlyDueJob())).data).toEqual({ orderId: 'second' });
  });

  it('cannot be claimed before it is due', async () => {
    await enqueue('first', { key: 'one' });
    const due = await onlyDueJob();
    await enqueue('first', { key: 'one', startAfter: new Date(Date.now() + 60_000) });
    expect(await outbox.markDueDispatched(10)).toEqual([]);
    expect(await outbox.claim({ ...due, version: due.version + 1 })).toBeNull();
  });
});

describe('a claimed job', () => {
  it('cannot be claimed while its lease is renewed', async () => {
    await enqueue('one');
    const claimed = await claim(await onlyDueJob());
    expect(await outbox.markDueDispatched(10)).toEqual([]);
    expect(await outbox.claim(claimed)).toBeNull();
    await expireLeases();
    expect(await outbox.renewLeases([claimed])).toEqual(new Set([claimed.id]));
    expect(await outbox.markDueDispatched(10)).toEqual([]);
    await database.transaction(async (tx) => expect(await outbox.drain(tx, 10)).toEqual([]));
  });

  it('can be claimed when its lease has expired, which its first worker learns', async () => {
    await enqueue('one');
    const lost = await claim(await onlyDueJob());
    await expireLeases();
    const takenOver = await claim(await onlyDueJob());
    expect(takenOver).toMatchObject({ id: lost.id, attempts: 2 });
    expect(await outbox.renewLeases([lost, takenOver])).toEqual(new Set([takenOver.id]));
    expect(await outbox.renewLeases([lost])).toEqual(new Set());
  });

  it.each<[string, (lost: ClaimedJob) => Promise<void>]>([
    ['completes it', (lost) => outbox.complete(lost)],
    ['reschedules it', (lost) => outbox.reschedule(lost, 'late', 0)],
    ['snoozes it', (lost) => outbox.snooze(lost, 0)],
    ['discards it', (lost) => outbox.discard(lost, 'late')],
    ['undispatches it', (lost) => outbox.undispatch([lost])],
  ])('does not change when a worker that has lost it %s', async (_, change) => {
    await enqueue('one');
    const lost = await claim(await onlyDueJob());
    await expireLeases();
    await claim(await onlyDueJob());
    const before = await row();
    await change(lost);
    expect(await row()).toEqual(before);
  });

  it('can be snoozed although another one waits under its key by now', async () => {
    await enqueue('first', { key: 'one' });
    const started = await claim(await onlyDueJob());
    await enqueue('second', { key: 'one' });
    await outbox.snooze(started, 0);
    expect(await outbox.markDueDispatched(10)).toHaveLength(2);
  });
});

describe('a dispatched job', () => {
  it('is due again when it is undispatched, unless it has changed since', async () => {
    await enqueue('first', { key: 'one' });
    const due = await onlyDueJob();
    await outbox.undispatch([due]);
    expect(await onlyDueJob()).toEqual(due);
    await enqueue('second', { key: 'one' });
    const changed = await onlyDueJob();
    await outbox.undispatch([due]);
    expect(await outbox.markDueDispatched(10)).toEqual([]);
    expect(changed.version).toBe(due.version + 1);
  });

  it('is stale after a while, unless it was claimed', async () => {
    await enqueue('stale');
    await enqueue('claimed');
    const [stale, claimed] = await outbox.markDueDispatched(10);
    if (!stale || !claimed) throw new Error('Two jobs are due.');
    await claim(claimed);
    expect(await outbox.markStaleDispatched(60, 10)).toEqual([]);
    expect(await outbox.markStaleDispatched(-1, 10)).toEqual([stale]);
  });
});
