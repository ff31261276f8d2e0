import { InvalidCursorError } from '@daybook/database';
import { beforeEach, describe, expect, it } from '@jest/globals';
import { v7 as uuidv7 } from 'uuid';
import { anOrderRow } from '../../../test/support/an-order-row.js';
import { useParts } from '../../../test/support/parts.js';
import { ActivityLogQueries, type FeedFilter, type LoggedEntry } from './activity-log.queries.js';

const parts = useParts();
const log = () => parts.get(ActivityLogQueries);

interface Entry {
  type?: string;
  level?: 'info' | 'warning' | 'error';
  message?: string;
  occurredAt?: Date;
  orderId?: string;
  resolved?: true;
}

const noon = Date.UTC(2026, 1, 14, 12);

async function record(entries: Entry[]): Promise<string[]> {
  const ids = entries.map(() => uuidv7());
  for (const [index, entry] of entries.entries()) {
    const {
      type = 'sync.started',
      level = 'info',
      message = 'An entry',
      occurredAt = new Date(),
      orderId = null,
    } = entry;
    await parts.rows(
      `insert into activity_log (id, event_type, level, message, occurred_at, order_id, resolved_at)
       values ($1, $2, $3, $4, $5, $6, $7)`,
      [ids[index], type, level, message, occurredAt, orderId, entry.resolved ? new Date() : null],
    );
  }
  return ids;
}

const messages = async (filter: FeedFilter) => (await log().listRecent(filter, 50)).items.map(({ message }) => message);

describe('the feed', () => {
  beforeEach(() => parts.clear());

  const times = {
    'a second apart': (n: number) => new Date(noon + n * 1_000),
    'all in one millisecond': () => new Date(noon),
  };

  it.each(Object.entries(times))(
    'pages 120 entries %s as 50, 50 and 20, each once, while others arrive',
    async (_, at) => {
      const expected = await record(Array.from({ length: 120 }, (__, n) => ({ occurredAt: at(n) })));

      const first = await log().listRecent({}, 50);
      await record([{ occurredAt: new Date(noon + 500_000) }, { occurredAt: at(60) }, { occurredAt: new Date(0) }]);
      const second = await log().listRecent({}, 50, first.next ?? '');
      await record([{ occurredAt: at(1) }, { occurredAt: at(119) }]);
      const third = await log().listRecent({}, 50, second.next ?? '');

      const pages = [first, second, third].map(({ items }) => items.map(({ id }) => id));
      expect(pages.map((page) => page.length)).toEqual([50, 50, 20]);
      expect(pages.flat()).toEqual(expected.toReversed());
      expect(third.next).toBeNull();
    },
  );

  it('shows 200 entries of the same millisecond once each', async () => {
    const expected = await record(Array.from({ length: 200 }, () => ({ occurredAt: new Date(noon) })));

    const seen: string[] = [];
    for (let next: string | null | undefined; next !== null;) {
      const page = await log().listRecent({}, 50, next);
      seen.push(...page.items.map(({ id }) => id));
      next = page.next;
    }
    expect(seen).toEqual(expected.toReversed());
  });

  it('has no next page after an exactly full one', async () => {
    await record(Array.from({ length: 50 }, () => ({})));

    expect((await log().listRecent({}, 50)).next).toBeNull();
  });

  it.each(['nonsense', '', Buffer.from('[1,2]').toString('base64url')])('refuses the cursor %j', async (cursor) => {
    await expect(log().listRecent({}, 50, cursor)).rejects.toThrow(InvalidCursorError);
  });

  it('filters by level, event, order, time and text, alone and combined', async () => {
    const orderId = await anOrderRow(parts);
    await record([
      { message: 'a', level: 'error', type: 'sync.failed', occurredAt: new Date(noon) },
      { message: 'b', level: 'warning', type: 'order.on_hold', occurredAt: new Date(noon + 1), orderId },
      { message: 'c: Élan 100%', type: 'order.note', occurredAt: new Date(noon + 2), orderId },
      { message: 'd: élan 1000', type: 'order.note', occurredAt: new Date(noon + 3) },
    ]);

    expect(await messages({ levels: ['error'] })).toEqual(['a']);
    expect(await messages({ levels: ['error', 'warning'] })).toEqual(['b', 'a']);
    expect(await messages({ types: ['order.note'] })).toEqual(['d: élan 1000', 'c: Élan 100%']);
    expect(await messages({ orderId })).toEqual(['c: Élan 100%', 'b']);
    expect(await messages({ from: new Date(noon + 1), to: new Date(noon + 3) })).toEqual(['c: Élan 100%', 'b']);
    expect(await messages({ search: { text: 'ÉLAN', orderIds: [] } })).toEqual(['d: élan 1000', 'c: Élan 100%']);
    expect(await messages({ search: { text: '100%', orderIds: [] } })).toEqual(['c: Élan 100%']);
    expect(await messages({ search: { text: 'élan', orderIds: [orderId] } })).toEqual([
      'd: élan 1000',
      'c: Élan 100%',
      'b',
    ]);
    expect(await messages({ orderId, types: ['order.note'], levels: ['warning'] })).toEqual([]);
  });

  it('finds all words, in any order, and words of two letters among the newest entries', async () => {
    await record([{ message: 'out of stock: M / Black' }, { message: 'In stock again' }, { message: 'No stock' }]);

    expect(await messages({ search: { text: 'black  STOCK of', orderIds: [] } })).toEqual(['out of stock: M / Black']);
    expect(await messages({ search: { text: 'no', orderIds: [] } })).toEqual(['No stock']);
    expect(await messages({ search: { text: 'stock tea', orderIds: [] } })).toEqual([]);
  });

  it('searches only the newest 10,000 entries for words of two letters', async () => {
    await parts.rows(`insert into activity_log (id, event_type, level, message, occurred_at)
      select gen_random_uuid(), 'sync.started', 'info', case when n in (1, 10001) then 'M zq ' || n else 'An entry' end,
             timestamptz '2026-01-01' + n * interval '1 second'
        from generate_series(1, 10001) n`);

    expect(await messages({ search: { text: 'zq', orderIds: [] } })).toEqual(['M zq 10001']);
    expect(await messages({ search: { text: 'zq entry', orderIds: [] } })).toEqual([]);
  });

  it('limits “needs attention” to open warnings and errors', async () => {
    await record([
      { message: 'info' },
      { message: 'warning', level: 'warning' },
      { message: 'error', level: 'error' },
      { message: 'resolved', level: 'error', resolved: true },
    ]);

    expect((await messages({ onlyAttention: true })).sort()).toEqual(['error', 'warning']);
  });
});

describe('an order’s timeline', () => {
  beforeEach(() => parts.clear());

  it('sorts entries of the same second by an order’s lifecycle', async () => {
    const orderId = await anOrderRow(parts);
    const occurredAt = new Date(noon);
    const lifecycle = [
      'order.created',
      'order.submission_retried',
      'order.submitted',
      'order.production',
      'order.shipped',
      'order.delivered',
    ];
    await record(lifecycle.toReversed().map((type) => ({ type, orderId, occurredAt })));
    await record([{ type: 'order.payment_pending', orderId, occurredAt: new Date(noon - 1) }]);

    expect((await log().listForOrder(orderId, 50)).items.map(({ eventType }) => eventType)).toEqual([
      'order.payment_pending',
      ...lifecycle,
    ]);
  });

  it('of ten entries is whole; a longer one comes in pages, each oldest first, with every entry once', async () => {
    const orderId = await anOrderRow(parts);
    await record(Array.from({ length: 10 }, (_, n) => ({ orderId, occurredAt: new Date(noon + n * 60_000) })));
    const minutes = (entries: LoggedEntry[]) => entries.map(({ occurredAt }) => (occurredAt.getTime() - noon) / 60_000);

    expect(await log().listForOrder(orderId, 10)).toMatchObject({ standing: [], next: null });
    const newest = await log().listForOrder(orderId, 4);
    const earlier = await log().listForOrder(orderId, 4, newest.next ?? '');
    const earliest = await log().listForOrder(orderId, 4, earlier.next ?? '');
    expect([newest, earlier, earliest].map(({ items }) => minutes(items))).toEqual([
      [6, 7, 8, 9],
      [2, 3, 4, 5],
      [0, 1],
    ]);
    expect([earliest.next, earlier.standing]).toEqual([null, []]);
  });

  it('that is long still has its first entries and its open problems', async () => {
    const orderId = await anOrderRow(parts);
    const problems: Record<number, object> = { 7: { level: 'error' }, 8: { level: 'error', resolved: true } };
    await record(
      Array.from({ length: 20 }, (_, n) => ({
        ...{ orderId, level: 'info' as const, occurredAt: new Date(noon + n * 60_000) },
        ...problems[n],
      })),
    );
    const { standing } = await log().listForOrder(orderId, 4);
    expect(standing.map(({ occurredAt }) => (occurredAt.getTime() - noon) / 60_000)).toEqual([0, 1, 2, 3, 4, 7]);
  });
});

describe('the attention count', () => {
  beforeEach(() => parts.clear());

  it('is exact below 100 and capped from there', async () => {
    await record([
      ...Array.from({ length: 99 }, () => ({ level: 'error' as const })),
      { level: 'error', resolved: true },
      {},
    ]);
    expect(await log().countNeedingAttention()).toEqual({ count: 99, isCapped: false });

    await record([{ level: 'warning' }, { level: 'warning' }]);
    expect(await log().countNeedingAttention()).toEqual({ count: 100, isCapped: true });
  });
});
