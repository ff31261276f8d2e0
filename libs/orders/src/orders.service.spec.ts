import { Database } from '@daybook/database';
import { beforeEach, describe, expect, it } from '@jest/globals';
import { aCheckout } from '../../../test/support/a-checkout.js';
import { useParts } from '../../../test/support/parts.js';
import { waitFor } from '../../../test/support/wait-for.js';
import { OrdersQueries } from './orders.queries.js';
import { OrdersService, type Checkout } from './orders.service.js';

const parts = useParts({ SHOP_TIMEZONE: 'Pacific/Auckland', ORDER_NUMBER_PREFIX: 'NZ' });

type Command = 'place' | 'recordPendingPayment' | 'recordPaymentFailure';
const report = (command: Command, checkout: Checkout, at: Date) =>
  parts.get(Database).transaction((tx) => parts.get(OrdersService)[command](tx, checkout, at));

const morning = new Date('2026-02-23T10:00:00Z');
const noon = new Date('2026-02-23T10:59:59Z');

const orders = () =>
  parts.rows<{ number: string; status: string; placed_at: Date }>(
    'select number, status, placed_at from customer_order order by number',
  );
const timeline = async () =>
  (await parts.rows<{ event_type: string }>('select event_type from activity_log order by occurred_at, id')).map(
    (row) => row.event_type,
  );

describe('placing an order', () => {
  beforeEach(() => parts.clear());

  it('numbers orders by day in the shop’s time zone', async () => {
    await report('place', aCheckout(), noon);
    await report('place', aCheckout(), new Date('2026-02-23T11:00:00Z'));

    expect((await orders()).map(({ number }) => number)).toEqual(['NZ-260223-0001', 'NZ-260224-0001']);
  });

  it('gives concurrent orders different numbers, counted from the first of the day', async () => {
    for (let round = 0; round < 5; round++)
      await Promise.all(Array.from({ length: 10 }, () => report('place', aCheckout(), morning)));

    const numbers = (await orders()).map(({ number }) => number);
    expect(numbers[0]).toBe('NZ-260223-0001');
    expect(new Set(numbers).size).toBe(50);
    for (const number of numbers) expect(number).toMatch(/^NZ-260223-\d{4}$/);
  });

  /** Two orders that find the day's first one uncommitted, which then fails. Returns their numbers. */
  async function placeTwoAtOnce(meanwhile: () => Promise<unknown> = async () => undefined): Promise<string[]> {
    const [started, ending] = [Promise.withResolvers<void>(), Promise.withResolvers<void>()];
    const failing = parts.get(Database).transaction(async (tx) => {
      await parts.get(OrdersService).place(tx, aCheckout(), morning);
      started.resolve();
      await ending.promise;
      throw new Error('not after all');
    });
    await started.promise;
    const placed = Promise.all([report('place', aCheckout(), morning), report('place', aCheckout(), morning)]);
    await waitFor(async () => {
      const [row] = await parts.rows<{ waiting: number }>(
        `select count(*)::int as waiting from pg_stat_activity
         where datname = current_database() and wait_event_type = 'Lock'`,
      );
      return row?.waiting === 2;
    });
    await meanwhile();
    ending.resolve();
    await expect(failing).rejects.toThrow('not after all');
    return (await placed).map(({ number }) => number).toSorted();
  }

  it('numbers a day’s first orders from 1 and without a gap, even when they are placed at the same moment', async () => {
    expect(await placeTwoAtOnce()).toEqual(['NZ-260223-0001', 'NZ-260223-0002']);
  });

  it('numbers a day’s first order 1, even when one of the day before comes late at the same moment', async () => {
    const late = () => report('place', aCheckout(), new Date('2026-02-22T10:00:00Z'));
    await late();
    const [first, second] = await placeTwoAtOnce(late);
    expect(first).toBe('NZ-260223-0001');
    expect(second).not.toBe(first);
  });

  it('does not wait for another order of the day to commit', async () => {
    await report('place', aCheckout(), morning);
    const uncommitted = parts.get(Database).transaction(async (tx) => {
      const first = await parts.get(OrdersService).place(tx, aCheckout(), morning);
      const second = await report('place', aCheckout(), morning);
      return [first.number, second.number];
    });

    expect(await uncommitted).toEqual(['NZ-260223-0002', 'NZ-260223-0003']);
  });

  it('leaves out the number of a transaction that rolled back', async () => {
    await report('place', aCheckout(), morning);
    const failing = parts.get(Database).transaction(async (tx) => {
      await parts.get(OrdersService).place(tx, aCheckout(), morning);
      throw new Error('rolled back');
    });
    await expect(failing).rejects.toThrow('rolled back');
    await report('place', aCheckout(), morning);

    expect((await orders()).map(({ number }) => number)).toEqual(['NZ-260223-0001', 'NZ-260223-0003']);
  });

  it('places one order when its checkout is reported ten times at once', async () => {
    const checkout = aCheckout();
    await Promise.all(Array.from({ length: 10 }, () => report('place', checkout, morning)));

    expect(await orders()).toHaveLength(1);
    expect(await timeline()).toEqual(['order.created']);
  });
});

describe('a delayed payment', () => {
  beforeEach(() => parts.clear());

  const reports: [Command, Date][] = [
    ['recordPendingPayment', morning],
    ['place', noon],
  ];

  it.each([
    ['in order', reports],
    ['in reverse', reports.toReversed()],
    ['twice', [...reports, ...reports]],
  ])('has the same timeline when reported %s', async (_, reported) => {
    const checkout = aCheckout();
    for (const [command, at] of reported) await report(command, checkout, at);

    expect(await orders()).toEqual([{ number: 'NZ-260223-0001', status: 'paid', placed_at: morning }]);
    expect(await timeline()).toEqual(['order.payment_pending', 'order.created']);
  });

  it('leaves the order unpaid and needs attention when it fails', async () => {
    const checkout = aCheckout();
    await report('recordPendingPayment', checkout, morning);
    await report('recordPaymentFailure', checkout, noon);

    expect(await orders()).toMatchObject([{ status: 'awaiting_payment' }]);
    expect(
      await parts.rows('select message, level from activity_log where resolved_at is null and level <> $1', ['info']),
    ).toEqual([{ message: 'Payment failed — £43.00 via Stripe', level: 'warning' }]);
  });
});

describe('the lines of an order', () => {
  beforeEach(() => parts.clear());

  const tee = {
    title: 'Heavyweight tee',
    variant: 'M / Black',
    sku: '168699843',
    provider: 'printify',
    productId: 'p1',
    variantId: 'v1',
    quantity: 2,
    unitPrice: 2_400,
  } as const;
  const storeLines = (orderId: string) =>
    parts
      .get(Database)
      .transaction((tx) => parts.get(OrdersService).storeLines(tx, orderId, [tee, { ...tee, provider: null }]));

  it('are stored once and in order, including those that cannot be submitted', async () => {
    const { id } = await report('place', aCheckout(), morning);

    expect(await Promise.all([storeLines(id), storeLines(id)])).toContain(true);
    expect(await storeLines(id)).toBe(false);
    const detail = await parts.get(OrdersQueries).findDetail(id);
    expect(detail?.lines.map(({ provider, quantity, unitPrice }) => ({ provider, quantity, unitPrice }))).toEqual([
      { provider: 'printify', quantity: 2, unitPrice: 2_400 },
      { provider: null, quantity: 2, unitPrice: 2_400 },
    ]);
  });
});

it('finds an order by its id, or by its number in any case', async () => {
  await parts.clear();
  const { id } = await report('place', aCheckout(), morning);
  for (const idOrNumber of [id, 'NZ-260223-0001', 'nz-260223-0001'])
    expect(await parts.get(OrdersQueries).findDetail(idOrNumber)).toMatchObject({ id });
});

describe('the list of orders', () => {
  beforeEach(() => parts.clear());

  const list = (query: Partial<Parameters<OrdersQueries['list']>[0]>) =>
    parts.get(OrdersQueries).list({ limit: 50, ...query });

  it('pages newest first and shows each order once, even when all were placed in the same millisecond', async () => {
    for (let n = 0; n < 7; n += 1) await report('place', aCheckout(), morning);

    const first = await list({ limit: 3 });
    await report('place', aCheckout(), noon);
    const second = await list({ limit: 3, before: first.next ?? '' });
    const third = await list({ limit: 3, before: second.next ?? '' });

    const pages = [first, second, third].map(({ items }) => items.map(({ id }) => id));
    expect(pages.map((page) => page.length)).toEqual([3, 3, 1]);
    expect(new Set(pages.flat()).size).toBe(7);
    expect(third.next).toBeNull();
  });

  it('finds orders by number, name and e-mail address, and takes wildcards literally', async () => {
    await report('place', aCheckout({ customerName: 'Élodie 100%', customerEmail: 'elodie@example.org' }), morning);
    await report('place', aCheckout({ customerName: 'Tom Archer' }), morning);

    const names = async (q: string) => (await list({ q })).items.map(({ customerName }) => customerName);
    expect(await names('élodie')).toEqual(['Élodie 100%']);
    expect(await names('example.org')).toEqual(['Élodie 100%']);
    expect(await names('260223-0002')).toEqual(['Tom Archer']);
    expect(await names('100%')).toEqual(['Élodie 100%']);
    expect(await names('%')).toEqual(['Élodie 100%']);
  });

  it('accepts customer names of any length', async () => {
    await report('place', aCheckout({ customerName: 'x'.repeat(10_000) }), morning);

    expect((await list({})).items[0]?.customerName).toHaveLength(10_000);
  });
});
