import { Database } from '@daybook/database';
import { beforeEach, describe, expect, it } from '@jest/globals';
import { aCheckout } from '../../../test/support/a-checkout.js';
import { useParts } from '../../../test/support/parts.js';
import { OrdersQueries } from './orders.queries.js';
import { OrdersService, type Checkout } from './orders.service.js';

const parts = useParts({ SHOP_TIMEZONE: 'Pacific/Auckland', ORDER_NUMBER_PREFIX: 'NZ' });

type Command = 'place' | 'awaitPayment' | 'failPayment';
const tell = (command: Command, checkout: Checkout, at: Date) =>
  parts.get(Database).transaction((tx) => parts.get(OrdersService)[command](tx, checkout, at));

const morning = new Date('2026-02-23T10:00:00Z');
const noon = new Date('2026-02-23T10:59:59Z');

const orders = () =>
  parts.rows<{ number: string; status: string; placed_at: Date }>(
    'select number, status, placed_at from customer_order order by number',
  );
const story = async () =>
  (await parts.rows<{ event_type: string }>('select event_type from activity_log order by occurred_at, id')).map(
    (row) => row.event_type,
  );

describe('placing an order', () => {
  beforeEach(() => parts.clear());

  it('numbers it by its day in the shop’s time zone', async () => {
    await tell('place', aCheckout(), noon);
    await tell('place', aCheckout(), new Date('2026-02-23T11:00:00Z'));

    expect((await orders()).map(({ number }) => number)).toEqual(['NZ-260223-0001', 'NZ-260224-0001']);
  });

  it('gives fifty orders at once fifty numbers without a gap', async () => {
    await Promise.all(Array.from({ length: 50 }, () => tell('place', aCheckout(), morning)));

    const wanted = Array.from({ length: 50 }, (_, index) => `NZ-260223-${String(index + 1).padStart(4, '0')}`);
    expect((await orders()).map(({ number }) => number)).toEqual(wanted);
  });

  it('gives a number back when the order is not placed after all', async () => {
    const failing = parts.get(Database).transaction(async (tx) => {
      await parts.get(OrdersService).place(tx, aCheckout(), morning);
      throw new Error('not after all');
    });
    await expect(failing).rejects.toThrow('not after all');
    await tell('place', aCheckout(), morning);

    expect((await orders()).map(({ number }) => number)).toEqual(['NZ-260223-0001']);
  });

  it('places one order however often, and however much at once, its checkout is reported', async () => {
    const checkout = aCheckout();
    await Promise.all(Array.from({ length: 10 }, () => tell('place', checkout, morning)));

    expect(await orders()).toHaveLength(1);
    expect(await story()).toEqual(['order.created']);
  });
});

describe('a payment that takes days', () => {
  beforeEach(() => parts.clear());

  const reports: [Command, Date][] = [
    ['awaitPayment', morning],
    ['place', noon],
  ];

  it.each([
    ['in order', reports],
    ['in reverse', reports.toReversed()],
    ['twice', [...reports, ...reports]],
  ])('tells the same story when it is reported %s', async (_, told) => {
    const checkout = aCheckout();
    for (const [command, at] of told) await tell(command, checkout, at);

    expect(await orders()).toEqual([{ number: 'NZ-260223-0001', status: 'paid', placed_at: morning }]);
    expect(await story()).toEqual(['order.payment_pending', 'order.created']);
  });

  it('that fails leaves the order unpaid, and needs a person', async () => {
    const checkout = aCheckout();
    await tell('awaitPayment', checkout, morning);
    await tell('failPayment', checkout, noon);

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
  const keep = (orderId: string) =>
    parts
      .get(Database)
      .transaction((tx) => parts.get(OrdersService).storeLines(tx, orderId, [tee, { ...tee, provider: null }]));

  it('are kept once, in their order, with those that cannot be submitted', async () => {
    const { id } = await tell('place', aCheckout(), morning);

    expect(await Promise.all([keep(id), keep(id)])).toContain(true);
    expect(await keep(id)).toBe(false);
    const detail = await parts.get(OrdersQueries).findDetail(id);
    expect(detail?.lines.map(({ provider, quantity, unitPrice }) => ({ provider, quantity, unitPrice }))).toEqual([
      { provider: 'printify', quantity: 2, unitPrice: 2_400 },
      { provider: null, quantity: 2, unitPrice: 2_400 },
    ]);
  });
});

it('an order is found by its number, however that is typed, and by its id', async () => {
  await parts.clear();
  const { id } = await tell('place', aCheckout(), morning);
  for (const name of [id, 'NZ-260223-0001', 'nz-260223-0001'])
    expect(await parts.get(OrdersQueries).findDetail(name)).toMatchObject({ id });
});

describe('the list of orders', () => {
  beforeEach(() => parts.clear());

  const list = (some: Partial<Parameters<OrdersQueries['list']>[0]>) =>
    parts.get(OrdersQueries).list({ limit: 50, ...some });

  it('is paged newest first, each order once, also when all were placed at once', async () => {
    for (let n = 0; n < 7; n += 1) await tell('place', aCheckout(), morning);

    const first = await list({ limit: 3 });
    await tell('place', aCheckout(), noon);
    const second = await list({ limit: 3, before: first.next ?? '' });
    const third = await list({ limit: 3, before: second.next ?? '' });

    const pages = [first, second, third].map(({ items }) => items.map(({ id }) => id));
    expect(pages.map((page) => page.length)).toEqual([3, 3, 1]);
    expect(new Set(pages.flat()).size).toBe(7);
    expect(third.next).toBeNull();
  });

  it('finds an order by number, name and e-mail, and takes wildcards as they are written', async () => {
    await tell('place', aCheckout({ customerName: 'Élodie 100%', customerEmail: 'elodie@example.org' }), morning);
    await tell('place', aCheckout({ customerName: 'Tom Archer' }), morning);

    const names = async (q: string) => (await list({ q })).items.map(({ customerName }) => customerName);
    expect(await names('élodie')).toEqual(['Élodie 100%']);
    expect(await names('example.org')).toEqual(['Élodie 100%']);
    expect(await names('260223-0002')).toEqual(['Tom Archer']);
    expect(await names('100%')).toEqual(['Élodie 100%']);
    expect(await names('%')).toEqual(['Élodie 100%']);
  });

  it('keeps names of any length', async () => {
    await tell('place', aCheckout({ customerName: 'x'.repeat(10_000) }), morning);

    expect((await list({})).items[0]?.customerName).toHaveLength(10_000);
  });
});
