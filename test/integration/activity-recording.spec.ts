import { Database, type Transaction } from '@daybook/database';
import { DomainEvents } from '@daybook/events';
import { OrdersService } from '@daybook/orders';
import { beforeEach, describe, expect, it } from '@jest/globals';
import { sql } from 'kysely';
import pg from 'pg';
import { aCheckout } from '../support/a-checkout.js';
import { useParts } from '../support/parts.js';
import { waitFor } from '../support/wait-for.js';
import { LostEntries } from '@daybook/activity-log';

const parts = useParts();
const rowsOf = <T>(statement: string) => parts.rows<T>(statement);

async function anOrder(): Promise<string> {
  const order = await parts
    .get(Database)
    .transaction((tx) => parts.get(OrdersService).place(tx, aCheckout(), new Date()));
  return order.id;
}

describe('recording an entry', () => {
  beforeEach(() => parts.clear());

  it('commits with the change it describes', async () => {
    await anOrder();

    expect(await rowsOf('select event_type, level, message, actor from activity_log')).toEqual([
      { event_type: 'order.created', level: 'info', message: 'Order placed — £43.00 via Stripe', actor: 'Stripe' },
    ]);
  });

  it('is rolled back with the change it describes', async () => {
    const placing = parts.get(Database).transaction(async (tx) => {
      await parts.get(OrdersService).place(tx, aCheckout(), new Date());
      throw new Error('something after it failed');
    });

    await expect(placing).rejects.toThrow('something after it failed');
    expect(await rowsOf('select 1 from activity_log')).toEqual([]);
  });

  it('restores the transaction’s own lock timeout', async () => {
    const orderId = await anOrder();
    const lockTimeout = await parts.get(Database).transaction(async (tx) => {
      await tx.runStatements(`set local lock_timeout = '1234ms'`);
      await parts.get(DomainEvents).publish(tx, 'order.note', { text: 'a note' }, { orderId });
      const { rows } = await sql<{ lock_timeout: string }>`show lock_timeout`.execute(tx.kysely());
      return rows[0]?.lock_timeout;
    });

    expect(lockTimeout).toBe('1234ms');
    expect(await rowsOf(`select message from activity_log where event_type = 'order.note'`)).toEqual([
      { message: 'a note' },
    ]);
  });

  it.each([
    ['one', 'fact-1'],
    ['one that is wider than its column', `fact-${'1'.repeat(1_000)}`],
  ])('writes one entry per dedupe key, however often it is published: %s', async (_, dedupeKey) => {
    const orderId = await anOrder();
    const publish = () =>
      parts
        .get(Database)
        .transaction((tx) =>
          parts.get(DomainEvents).publish(tx, 'order.production', { provider: 'printify' }, { orderId, dedupeKey }),
        );

    expect((await publish()).outcome).toBe('written');
    expect((await publish()).outcome).toBe('duplicate');
    expect(await rowsOf(`select 1 from activity_log where event_type = 'order.production'`)).toHaveLength(1);
  });
});

/** Each case makes a note's entry fail with the given PostgreSQL error. */
const failingCases = {
  'a message of 10,000 characters': {
    text: 'x'.repeat(10_000),
    prepare: async () => async () => undefined,
    error: '22001',
  },
  'a trigger that raises': {
    text: 'a note',
    prepare: async () => {
      await rowsOf(`
        create function refuse() returns trigger language plpgsql as $$ begin raise exception 'no entries today'; end $$;
        create trigger refuse before insert on activity_log for each row execute function refuse()`);
      return () => rowsOf('drop trigger refuse on activity_log; drop function refuse');
    },
    error: 'P0001',
  },
  'an order that is gone': {
    text: 'a note',
    prepare: async () => {
      await rowsOf('delete from customer_order');
      return async () => undefined;
    },
    error: '23503',
  },
  'an order that another transaction has locked': {
    text: 'a note',
    prepare: async () => {
      const other = new pg.Client(parts.databaseUrl);
      await other.connect();
      await other.query('begin; select 1 from customer_order for update');
      return () => other.end();
    },
    error: '55P03',
  },
};

describe.each(Object.entries(failingCases))('an entry that fails because of %s', (_, { text, prepare, error }) => {
  beforeEach(() => parts.clear());

  it('is counted as lost, while the change commits and the transaction keeps its lock_timeout', async () => {
    const orderId = await anOrder();
    const undo = await prepare();
    try {
      const result = await parts.get(Database).transaction(async (tx) => {
        await tx.runStatements(`set local lock_timeout = '1234ms'`);
        await sql`insert into order_number_day values ('2026-01-01', 7)`.execute(tx.kysely());
        const recorded = await parts.get(DomainEvents).publish(tx, 'order.note', { text }, { orderId });
        await sql`update order_number_day set starts_after = starts_after + 1`.execute(tx.kysely());
        const { rows } = await sql<{ lock_timeout: string }>`show lock_timeout`.execute(tx.kysely());
        return { recorded, ...rows[0] };
      });

      expect(result).toEqual({ recorded: { outcome: 'lost' }, lock_timeout: '1234ms' });
    } finally {
      await undo();
    }
    expect(await rowsOf(`select starts_after from order_number_day where day = '2026-01-01'`)).toEqual([
      { starts_after: 8 },
    ]);
    expect(await rowsOf(`select 1 from activity_log where event_type = 'order.note'`)).toEqual([]);
    await waitFor(async () => (await parts.get(LostEntries).total()) === 1);
  });

  it(`fails with PostgreSQL's own error ${error}`, async () => {
    const orderId = await anOrder();
    const undo = await prepare();
    try {
      const writing = parts.get(Database).transaction(async (tx) => {
        await tx.runStatements(`set local lock_timeout = '100ms'`);
        await sql`
          insert into activity_log (id, event_type, level, order_id, message, occurred_at)
          values (gen_random_uuid(), 'order.note', 'info', ${orderId}, ${text}, now())`.execute(tx.kysely());
      });
      await expect(writing).rejects.toMatchObject({ code: error });
    } finally {
      await undo();
    }
  });
});

describe('a problem and the event that resolves it', () => {
  beforeEach(() => parts.clear());

  const failed = { provider: 'printify', reason: 'variant out of stock' } as const;
  const submitted = { provider: 'printify', providerOrderId: 'PFY-1' } as const;
  const at = (minute: number) => new Date(Date.UTC(2026, 1, 14, 10, minute));
  const resolution = () =>
    rowsOf<{ event: string | null }>(
      `select resolved_by ->> 'eventType' as event from activity_log where event_type = 'order.submission_failed'`,
    );

  it('is resolved, with a reference to the resolving entry', async () => {
    const orderId = await anOrder();
    await parts.get(Database).transaction(async (tx) => {
      const events = parts.get(DomainEvents);
      await events.publish(tx, 'order.submission_failed', failed, { orderId, occurredAt: at(2) });
      await events.publish(tx, 'order.submitted', submitted, { orderId, occurredAt: at(7) });
    });

    expect(
      await rowsOf(`
        select failed.resolved_at is not null as resolved, failed.resolved_by ->> 'entryId' = submitted.id::text as is_reference_right
        from activity_log failed, activity_log submitted
        where failed.event_type = 'order.submission_failed' and submitted.event_type = 'order.submitted'`),
    ).toEqual([{ resolved: true, is_reference_right: true }]);
  });

  it('is resolved even when the problem is recorded last', async () => {
    const orderId = await anOrder();
    await parts.get(Database).transaction(async (tx) => {
      const events = parts.get(DomainEvents);
      await events.publish(tx, 'order.submitted', submitted, { orderId, occurredAt: at(7) });
      await events.publish(tx, 'order.submission_failed', failed, { orderId, occurredAt: at(2) });
    });

    expect(await resolution()).toEqual([{ event: 'order.submitted' }]);
  });

  it('stays open when the problem is later, at another provider, or on another order', async () => {
    const [orderId, otherOrder] = [await anOrder(), await anOrder()];
    await parts.get(Database).transaction(async (tx) => {
      const events = parts.get(DomainEvents);
      await events.publish(tx, 'order.submission_failed', failed, { orderId, occurredAt: at(9) });
      await events.publish(
        tx,
        'order.submission_failed',
        { ...failed, provider: 'printful' },
        { orderId, occurredAt: at(1) },
      );
      await events.publish(tx, 'order.submission_failed', failed, { orderId: otherOrder, occurredAt: at(1) });
      await events.publish(tx, 'order.submitted', submitted, { orderId, occurredAt: at(7) });
    });

    expect(await resolution()).toEqual([{ event: null }, { event: null }, { event: null }]);
  });
});

describe('rejected webhooks', () => {
  beforeEach(() => parts.clear());

  type Reason = 'bad signature' | 'stale signature';
  const publish = (tx: Transaction, count: number, reason: Reason) =>
    parts.get(DomainEvents).publish(tx, 'webhook.rejected', { source: 'stripe', count, reasons: [reason] });
  const reject = (count: number, reason: Reason) => parts.get(Database).transaction((tx) => publish(tx, count, reason));
  const messages = () =>
    rowsOf<{ message: string }>('select message from activity_log order by inserted_at').then((rows) =>
      rows.map(({ message }) => message),
    );

  it('add up in one open entry per source', async () => {
    await reject(1, 'bad signature');
    expect(await messages()).toEqual(['1 Stripe webhook rejected: bad signature']);

    await reject(13, 'stale signature');
    expect(await messages()).toEqual(['14 Stripe webhooks rejected: bad signature, stale signature']);
    const withLastTime = `select count(*)::int as entries from activity_log where (payload ->> 'lastAt')::timestamptz > occurred_at`;
    expect(await rowsOf(withLastTime)).toEqual([{ entries: 1 }]);
  });

  /** Ends when another transaction waits for an advisory lock, after 20 seconds at the latest. */
  const waitForTheOther = `
    do $$ begin
      for attempt in 1..2000 loop
        exit when exists (
          select from pg_locks join pg_database on pg_database.oid = pg_locks.database
          where datname = current_database() and locktype = 'advisory' and not granted);
        perform pg_sleep(0.01);
      end loop;
    end $$`;

  it('share one entry even when two processes write the first at once', async () => {
    let second: Promise<unknown> | undefined;
    await parts.get(Database).transaction(async (tx) => {
      await publish(tx, 3, 'bad signature');
      second = reject(4, 'bad signature');
      // PostgreSQL commits, because this process may pause for longer than an entry waits for a lock
      await tx.runStatements(`${waitForTheOther}; commit`);
    });
    await second;

    expect(await messages()).toEqual(['7 Stripe webhooks rejected: bad signature']);
  });

  it('start a new entry once the last is resolved', async () => {
    await reject(1, 'bad signature');
    await rowsOf('update activity_log set resolved_at = now()');
    await reject(2, 'bad signature');

    expect(await messages()).toEqual([
      '1 Stripe webhook rejected: bad signature',
      '2 Stripe webhooks rejected: bad signature',
    ]);
  });
});
