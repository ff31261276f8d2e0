import { ActivityLogQueries, ProblemCausesQueries, type FeedFilter } from '@daybook/activity-log';
import { Database } from '@daybook/database';
import { DomainEvents } from '@daybook/events';
import { beforeAll, describe, expect, it } from '@jest/globals';
import { anOrderRow } from '../support/an-order-row.js';
import { buffersOf, buffersOfStatement } from '../support/buffers-of.js';
import { useParts } from '../support/parts.js';
import { statementsOf } from '../support/statements-of.js';
import { waitFor } from '../support/wait-for.js';

const rowsAtFirst = 100_000;
const rowsMore = 10_000;

const parts = useParts();
const log = () => parts.get(ActivityLogQueries);

/** Two minutes apart, mostly info, `open` of them unresolved problems, spread evenly. */
async function fill(from: number, count: number, open: number): Promise<void> {
  await parts.rows(
    `insert into activity_log (id, event_type, level, message, occurred_at, resolved_at)
     select gen_random_uuid(), type, level, 'Entry number ' || n, at, case when level <> 'info' and not is_open then at end
     from (
       select n, timestamptz '2026-01-01' + n * interval '2 minutes' as at, n % $3::int = 0 as is_open,
         case when n % $3::int = 0 then case when n % ($3::int * 2) = 0 then 'error' else 'warning' end
              when n % 500 = 1 then 'error' else 'info' end as level,
         case when n % 5000 = 7 then 'sync.failed' else (array['order.created', 'order.submitted', 'order.shipped'])[n % 3 + 1] end as type
       from generate_series($1::int + 1, $1::int + $2::int) as n
     ) as drawn`,
    [from, count, Math.round(1 / open)],
  );
}

/** Vacuum marks a page all-visible only when every open transaction, autovacuum's too, can see it. */
async function isVacuumed(): Promise<boolean> {
  await parts.rows('vacuum analyze activity_log');
  const [pages] = await parts.rows<{ left: number }>(
    `select relpages - relallvisible as left from pg_class where relname = 'activity_log'`,
  );
  return pages?.left === 0;
}

const filters: Record<string, FeedFilter> = {
  'the whole feed': {},
  'only errors': { levels: ['error'] },
  'only warnings': { levels: ['warning'] },
  'a rare event': { types: ['sync.failed'] },
  'a frequent event': { types: ['order.shipped'] },
  'what needs attention': { onlyAttention: true },
};

describe.each([0.001, 0.05])('with 100,000 entries, %d of them open problems', (open) => {
  beforeAll(async () => {
    await parts.clear();
    await parts.rows('alter table activity_log set (autovacuum_enabled = false)');
    await fill(0, rowsAtFirst, open);
    // Vacuum marks pages as visible only once their commit is on disk, and the tests' server commits lazily.
    await parts.rows(
      `begin; set local synchronous_commit = on; insert into metric_counter values ('flush', 0); commit`,
    );
    await waitFor(isVacuumed);
  }, 120_000);

  const states = {
    'after a vacuum': async () => undefined,
    'after 10,000 entries more': () => fill(rowsAtFirst, rowsMore, open),
  };

  describe.each(Object.entries(states))('%s', (_, reach) => {
    beforeAll(reach, 60_000);

    it.each(Object.entries(filters))('a page of %s touches at most 60 buffers', async (__, filter) => {
      expect(await buffersOf(parts, () => log().listRecent(filter, 50))).toBeLessThanOrEqual(60);
    });

    it('a page deep in the feed touches no more than the first', async () => {
      const middle = Buffer.from(
        JSON.stringify([Date.UTC(2026, 2, 1), '00000000-0000-7000-8000-000000000000', Date.now() + 60_000]),
      ).toString('base64url');

      expect(await buffersOf(parts, () => log().listRecent({}, 50, middle))).toBeLessThanOrEqual(60);
    });

    it('finding the resolver of a late problem, and resolving what a success resolves, touch at most 10 buffers', async () => {
      const orderId = await anOrderRow(parts);
      const [problem, success] = [
        { provider: 'printify', reason: 'out of stock' },
        { provider: 'printify', providerOrderId: 'PFY-1' },
      ] as const;
      const monthAgo = new Date(Date.UTC(2026, 1, 1));
      const statements = await statementsOf(() =>
        parts.get(Database).transaction(async (tx) => {
          await parts
            .get(DomainEvents)
            .publish(tx, 'order.submission_failed', problem, { orderId, occurredAt: monthAgo });
          await parts.get(DomainEvents).publish(tx, 'order.submitted', success, { orderId });
        }),
      );

      const looking = statements.filter(({ text }) => /"event_type" = (any\()?\$/.test(text));
      expect(looking.length).toBeGreaterThanOrEqual(4);
      for (const statement of looking) expect(await buffersOfStatement(parts, statement)).toBeLessThanOrEqual(10);
    });

    it('the count touches at most 10 buffers', async () => {
      expect(await buffersOf(parts, () => log().countNeedingAttention())).toBeLessThanOrEqual(10);
    });
  });
});

describe('two thousand open problems', () => {
  beforeAll(async () => {
    await parts.clear();
    await fill(0, 20_000, 0.001);
    await parts.rows(
      `insert into activity_log (id, event_type, level, message, occurred_at, cause, payload)
       select gen_random_uuid(), 'order.submission_failed', 'error', 'Submission to Printify failed', now() - n * interval '1 minute',
         'order.submission_failed:printify:insufficient stock for variant ' || n % 10, '{"provider": "printify", "reason": "no stock"}'
       from generate_series(1, 2000) as n`,
    );
    await parts.rows(
      `begin; set local synchronous_commit = on; insert into metric_counter values ('flush', 0) on conflict (name) do update set value = 1; commit`,
    );
    await waitFor(isVacuumed);
  }, 120_000);

  it('are listed by cause within 100 buffers', async () => {
    const list = () => parts.get(ProblemCausesQueries).list(false, 50);
    expect((await list()).items).toHaveLength(10);
    expect(await buffersOf(parts, list)).toBeLessThanOrEqual(100);
  });

  it('are listed one by one within 100', async () => {
    const cause = 'order.submission_failed:printify:insufficient stock for variant 3';
    expect(await buffersOf(parts, () => log().listRecent({ cause, onlyAttention: true }, 50))).toBeLessThanOrEqual(100);
  });
});

describe('the story of an order with 10,000 entries', () => {
  let orderId: string;

  beforeAll(async () => {
    await parts.clear();
    orderId = await anOrderRow(parts);
    await parts.rows(
      `insert into activity_log (id, event_type, level, message, occurred_at, order_id)
       select gen_random_uuid(), case when n = 4 then 'order.on_hold' else 'order.tracking_changed' end,
         case when n = 4 then 'warning' else 'info' end, 'Entry number ' || n, now() - interval '1 hour' * (20000 - n),
         case when n % 2 = 0 then $1::uuid end
       from generate_series(1, 20000) as n`,
      [orderId],
    );
    await parts.rows('vacuum analyze activity_log');
  }, 120_000);

  const firstPage = () => log().listForOrder(orderId, 200);

  it('opens within 60 buffers, with its first entries and its open problems', async () => {
    const { items, standing } = await firstPage();
    expect([items.length, standing.map(({ message }) => message)]).toEqual([
      200,
      [2, 4, 6, 8, 10].map((n) => `Entry number ${n}`),
    ]);
    expect(await buffersOf(parts, firstPage)).toBeLessThanOrEqual(60);
  });

  it('goes on within 60 buffers, wherever it is', async () => {
    const middle = Buffer.from(
      JSON.stringify([Date.now() - 10_000 * 3_600_000, '00000000-0000-7000-8000-000000000000']),
    ).toString('base64url');
    expect(await buffersOf(parts, () => log().listForOrder(orderId, 200, middle))).toBeLessThanOrEqual(60);
  });

  it('does not make it dearer to see whether the order needs attention', async () => {
    const look = () => log().findOrderIdsNeedingAttention([orderId]);
    expect(await look()).toEqual(new Set([orderId]));
    expect(await buffersOf(parts, look)).toBeLessThanOrEqual(10);
  });
});
