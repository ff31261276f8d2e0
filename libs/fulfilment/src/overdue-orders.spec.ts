import { Database } from '@daybook/database';
import { DomainEvents } from '@daybook/events';
import { lockOrder, OrdersService } from '@daybook/orders';
import { beforeEach, describe, expect, it } from '@jest/globals';
import { aCheckout } from '../../../test/support/a-checkout.js';
import { useParts } from '../../../test/support/parts.js';
import { OverdueOrders } from './overdue-orders.js';

const parts = useParts({ OVERDUE_SUBMISSION_SECONDS: '1800', OVERDUE_SHIPPING_SECONDS: '86400' });
beforeEach(() => parts.clear());

const secondsAgo = (seconds: number) => new Date(Date.now() - seconds * 1_000);
const detect = () => parts.get(OverdueOrders).detect(new AbortController().signal);
const messages = async () =>
  (await parts.rows<{ message: string }>(`select message from activity_log where event_type = 'order.overdue'`)).map(
    ({ message }) => message,
  );

async function aPaidOrder(paidAt: Date, isDemo = false): Promise<string> {
  const checkout = { ...aCheckout(), ...(isDemo && { isDemo: true as const }) };
  const place = async () => {
    const { id } = await parts.get(Database).transaction((tx) => parts.get(OrdersService).place(tx, checkout, paidAt));
    return id;
  };
  return place();
}

async function aSubmittedOrder(submittedAt: Date, status = 'submitted'): Promise<string> {
  const orderId = await aPaidOrder(submittedAt);
  await parts.rows(`update customer_order set status = $2 where id = $1`, [orderId, status]);
  await parts.rows(
    `insert into fulfilment (id, order_id, provider, external_id, status, submitted_at)
     values (gen_random_uuid(), $1, 'printify', 'SS-1', 'submitted', $2)`,
    [orderId, submittedAt],
  );
  return orderId;
}

describe('an order that is not submitted', () => {
  it('is overdue once its time is up, and is recorded once', async () => {
    await aPaidOrder(secondsAgo(1_790));
    expect(await detect()).toBe(0);
    await parts.rows(`update customer_order set paid_at = now() - interval '1801 seconds'`);
    expect(await detect()).toBe(1);
    expect(await messages()).toEqual(['Not submitted 30 minutes after payment']);
    expect(await detect()).toBe(0);
  });

  it('is not recorded again after its entry was pruned', async () => {
    await aPaidOrder(secondsAgo(2_000));
    await detect();
    await parts.rows('delete from activity_log');
    expect(await detect()).toBe(0);
  });

  it.each([
    ['is part of the demo', () => aPaidOrder(secondsAgo(2_000), true)],
    ['was cancelled', () => aSubmittedOrder(secondsAgo(2_000), 'cancelled')],
  ])('is not overdue when it %s', async (_, anOrder) => {
    await anOrder();
    expect(await detect()).toBe(0);
  });

  it('is recorded once by two workers at once', async () => {
    for (let placed = 0; placed < 5; placed += 1) await aPaidOrder(secondsAgo(2_000));
    const counts = await Promise.all([detect(), detect()]);
    expect(counts[0] + counts[1]).toBe(5);
    expect(await messages()).toHaveLength(5);
  });
});

describe('an order whose problem says why it waits', () => {
  const provider = 'printify';
  const publish = (orderId: string, type: 'order.submission_failed' | 'order.on_hold' | 'order.problem') =>
    parts
      .get(Database)
      .transaction((tx) => parts.get(DomainEvents).publish(tx, type, { provider, reason: 'why' }, { orderId }));
  const openTypes = async () =>
    (
      await parts.rows<{ type: string }>(
        `select event_type as type from activity_log where level <> 'info' and resolved_at is null`,
      )
    ).map(({ type }) => type);

  it.each([
    ['order.submission_failed', () => aPaidOrder(secondsAgo(2_000))],
    ['order.on_hold', () => aSubmittedOrder(secondsAgo(90_000))],
  ] as const)('such as %s is one problem, and overdue only once that is resolved', async (type, anOrder) => {
    await publish(await anOrder(), type);
    expect(await detect()).toBe(0);
    expect(await openTypes()).toEqual([type]);

    await parts.rows('update activity_log set resolved_at = now()');
    expect(await detect()).toBe(1);
    expect(await openTypes()).toEqual(['order.overdue']);
  });

  it('is passed over without waiting for whoever changes it', async () => {
    const orderId = await aPaidOrder(secondsAgo(2_000));
    await publish(orderId, 'order.submission_failed');
    await aPaidOrder(secondsAgo(2_000));
    const detected = await parts.get(Database).transaction(async (tx) => {
      await lockOrder(tx, orderId);
      return detect();
    });
    expect(detected).toBe(1);
  });

  it.each([
    ['order.submission_failed', () => aPaidOrder(secondsAgo(2_000))],
    ['order.on_hold', () => aSubmittedOrder(secondsAgo(90_000))],
    ['order.problem', () => aSubmittedOrder(secondsAgo(90_000))],
  ] as const)('is no longer overdue once %s is its problem', async (type, anOrder) => {
    const orderId = await anOrder();
    expect(await detect()).toBe(1);
    await publish(orderId, type);
    expect(await openTypes()).toEqual([type]);
  });
});

describe('orders that are held for review', () => {
  /** Paid long ago; their ids come before that of any other order. */
  const holdForReview = (count: number) =>
    parts.rows(
      `with held as (
         insert into customer_order
           (id, number, status, currency, total, customer_name, customer_email, checkout_session_id, placed_at, paid_at, payment_review)
         select lpad(to_hex(n), 32, '0')::uuid, 'H-' || n, 'paid', 'GBP', 100, '', '', 'cs_' || n, now(), now() - interval '1 day', 'open'
         from generate_series(1, $1::int) n returning id)
       insert into activity_log (id, event_type, level, message, occurred_at, order_id)
       select gen_random_uuid(), 'order.review_opened', 'warning', '', now(), id from held`,
      [count],
    );

  it('are not overdue, and however many they are, no other waits behind them', async () => {
    await holdForReview(201);
    await aPaidOrder(secondsAgo(2_000));
    expect(await detect()).toBe(1);
    expect(await messages()).toEqual(['Not submitted 30 minutes after payment']);
  });
});

describe('an order whose goods do not leave', () => {
  it('is overdue once its time is up, though it was recorded while it waited for its submission', async () => {
    await aPaidOrder(secondsAgo(2_000));
    await detect();
    const orderId = await aSubmittedOrder(secondsAgo(86_390));
    expect(await detect()).toBe(0);
    await parts.rows(`update fulfilment set submitted_at = now() - interval '86401 seconds' where order_id = $1`, [
      orderId,
    ]);
    expect(await detect()).toBe(1);
    expect((await messages()).toSorted()).toEqual(['Not shipped 1 day after submission', expect.any(String)]);
    expect(await detect()).toBe(0);
  });

  it('is not overdue once it has shipped', async () => {
    await aSubmittedOrder(secondsAgo(90_000), 'shipped');
    expect(await detect()).toBe(0);
  });
});
