import type { Database } from '@daybook/database';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { sql } from 'kysely';
import { aDatabase, type TestDatabase } from '../../../../test/support/database.js';
import { waitFor } from '../../../../test/support/wait-for.js';
import { openDatabase } from '../../test/open-database.js';
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
  await sql`truncate job_outbox`.execute(database.sql);
});

const ask = (orderId: string, options: EnqueueOptions = {}) =>
  database.transaction((tx) => outbox.add(tx, 'fetch-order-lines', { orderId }, options));

async function theDueTurn(): Promise<DueJob> {
  const [due, ...more] = await outbox.markDueDispatched(10);
  if (!due || more.length > 0) throw new Error('Not one turn is due.');
  return due;
}

async function claimed(due: DueJob): Promise<ClaimedJob<'fetch-order-lines'>> {
  const mine = await outbox.claim<'fetch-order-lines'>(due);
  if (!mine) throw new Error('The turn is not to be had.');
  return mine;
}

/** Its worker has not been heard of for long enough. */
const endLeases = () => sql`update job_outbox set leased_until = now() - interval '1 second'`.execute(database.sql);

async function row() {
  const { rows } = await sql`select version, attempts, dispatched_at is not null as dispatched,
    leased_until is not null as leased, discarded_at is not null as discarded from job_outbox`.execute(database.sql);
  return rows[0];
}

async function thoseWhoWait(): Promise<number> {
  const { rows } = await sql<{ count: number }>`select count(*)::int as count from pg_stat_activity
    where datname = current_database() and wait_event_type = 'Lock'`.execute(database.sql);
  return rows[0]?.count ?? 0;
}

describe('a turn', () => {
  it('is taken by one relay, however many look at once', async () => {
    await ask('one');
    const taken = await Promise.all(Array.from({ length: 5 }, () => outbox.markDueDispatched(10)));
    expect(taken.flat()).toHaveLength(1);
  });

  it('is begun by one worker, however many claim it at once', async () => {
    await ask('one');
    const due = await theDueTurn();
    const begun = await Promise.all(Array.from({ length: 5 }, () => outbox.claim(due)));
    expect(begun.filter((mine) => mine !== null)).toHaveLength(1);
  });

  it('is passed by while its job is being changed, and is then begun by one', async () => {
    await ask('one');
    const due = await theDueTurn();
    const { claims } = await database.transaction(async (tx) => {
      await sql`select 1 from job_outbox for update`.execute(tx.sql);
      let areSettled = false;
      const both = Promise.all([outbox.claim(due), outbox.claim(due)]).finally(() => (areSettled = true));
      await waitFor(async () => areSettled || (await thoseWhoWait()) === 2);
      return { claims: both };
    });
    expect(await claims).toEqual([null, null]);
    await claimed(due);
  });

  it('is over once the job was asked for again', async () => {
    await ask('first', { key: 'one' });
    const due = await theDueTurn();
    await ask('second', { key: 'one' });
    expect(await outbox.claim(due)).toBeNull();
    expect((await claimed(await theDueTurn())).data).toEqual({ orderId: 'second' });
  });

  it('cannot be begun before it is due', async () => {
    await ask('first', { key: 'one' });
    const due = await theDueTurn();
    await ask('first', { key: 'one', startAfter: new Date(Date.now() + 60_000) });
    expect(await outbox.markDueDispatched(10)).toEqual([]);
    expect(await outbox.claim({ ...due, version: due.version + 1 })).toBeNull();
  });
});

describe('a job that is being tried', () => {
  it('is nobody else’s while its lease is kept', async () => {
    await ask('one');
    const mine = await claimed(await theDueTurn());
    expect(await outbox.markDueDispatched(10)).toEqual([]);
    expect(await outbox.claim(mine)).toBeNull();
    await endLeases();
    expect(await outbox.renewLeases([mine])).toEqual(new Set([mine.id]));
    expect(await outbox.markDueDispatched(10)).toEqual([]);
    await database.transaction(async (tx) => expect(await outbox.drain(tx, 10)).toEqual([]));
  });

  it('is another one’s when its lease is over, and its first worker learns that', async () => {
    await ask('one');
    const lost = await claimed(await theDueTurn());
    await endLeases();
    const heir = await claimed(await theDueTurn());
    expect(heir).toMatchObject({ id: lost.id, attempts: 2 });
    expect(await outbox.renewLeases([lost, heir])).toEqual(new Set([heir.id]));
    expect(await outbox.renewLeases([lost])).toEqual(new Set());
  });

  it.each<[string, (lost: ClaimedJob<'fetch-order-lines'>) => Promise<void>]>([
    ['is done', (lost) => outbox.done(lost)],
    ['is to be tried again', (lost) => outbox.reschedule(lost, 'late', 0)],
    ['is given up', (lost) => outbox.discard(lost, 'late')],
    ['was handed over in vain', (lost) => outbox.undispatch([lost])],
  ])('stays as it is when one who has lost it says that it %s', async (_, say) => {
    await ask('one');
    const lost = await claimed(await theDueTurn());
    await endLeases();
    await claimed(await theDueTurn());
    const before = await row();
    await say(lost);
    expect(await row()).toEqual(before);
  });
});

describe('a job that was handed over', () => {
  it('is due again when it comes back, unless it has changed meanwhile', async () => {
    await ask('first', { key: 'one' });
    const due = await theDueTurn();
    await outbox.undispatch([due]);
    expect(await theDueTurn()).toEqual(due);
    await ask('second', { key: 'one' });
    const changed = await theDueTurn();
    await outbox.undispatch([due]);
    expect(await outbox.markDueDispatched(10)).toEqual([]);
    expect(changed.version).toBe(due.version + 1);
  });

  it('counts as lost after a while, and only if nobody has begun it', async () => {
    await ask('lost');
    await ask('begun');
    const [lost, begun] = await outbox.markDueDispatched(10);
    if (!lost || !begun) throw new Error('Two are due.');
    await claimed(begun);
    expect(await outbox.markStaleDispatched(60, 10)).toEqual([]);
    expect(await outbox.markStaleDispatched(-1, 10)).toEqual([lost]);
  });
});
