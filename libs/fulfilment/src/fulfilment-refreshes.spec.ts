import { Database } from '@daybook/database';
import { OrdersService } from '@daybook/orders';
import { beforeEach, expect, it } from '@jest/globals';
import { LockMode } from '@mikro-orm/core';
import { aCheckout } from '../../../test/support/a-checkout.js';
import { useParts } from '../../../test/support/parts.js';
import { Fulfilment } from './fulfilment.entity.js';
import { FulfilmentRefreshes } from './fulfilment-refreshes.js';

const parts = useParts({ STATUS_POLL_SECONDS: '60' });
beforeEach(async () => {
  await parts.clear();
  await parts.rows('delete from pgboss.job');
});

const poll = () => parts.get(FulfilmentRefreshes).poll(new AbortController().signal);

/** Submitted fulfilments, each of an order of its own. */
async function fulfilments(count: number, provider = 'printify', status = 'submitted'): Promise<void> {
  const checkout = aCheckout();
  const { id } = await parts
    .get(Database)
    .transaction((tx) => parts.get(OrdersService).place(tx, checkout, new Date()));
  await parts.rows(
    `with orders as (
       insert into customer_order (id, number, status, currency, total, customer_name, customer_email, checkout_session_id, placed_at)
       select gen_random_uuid(), 'N-' || $2 || $4 || n, 'submitted', 'GBP', 100, '', '', $2 || $4 || n, now() from generate_series(1, $1::int) n
       returning id, number)
     insert into fulfilment (id, order_id, provider, provider_order_id, external_id, status)
     select gen_random_uuid(), id, $2, number, number, $3 from orders`,
    [count, provider, status, id.slice(-6)],
  );
}

const jobs = () =>
  parts.rows<{ fulfilmentId: string; inSeconds: number }>(
    `select data ->> 'fulfilmentId' as "fulfilmentId", extract(epoch from start_after - created_on)::float8 as "inSeconds"
     from pgboss.job where name = 'refresh-fulfilment' order by start_after`,
  );

it('a poll enqueues a refresh of each open fulfilment, spread over the interval', async () => {
  await fulfilments(6);
  await fulfilments(2, 'printify', 'delivered');
  expect(await poll()).toBe(6);

  const due = await jobs();
  expect(new Set(due.map(({ fulfilmentId }) => fulfilmentId)).size).toBe(6);
  for (const [index, { inSeconds }] of due.entries()) {
    expect(inSeconds).toBeGreaterThan(index * 10 - 5);
    expect(inSeconds).toBeLessThan(index * 10 + 5);
  }
});

it('a refresh that still waits is not enqueued again', async () => {
  await fulfilments(3);
  await poll();
  await poll();
  expect(await jobs()).toHaveLength(3);
});

it('takes no more than the provider’s rate limit allows, those first that were polled longest ago', async () => {
  await fulfilments(70, 'printful');
  expect(await poll()).toBe(60);
  const first = (await jobs()).map(({ fulfilmentId }) => fulfilmentId);
  await parts.rows('delete from pgboss.job');
  expect(await poll()).toBe(60);

  const second = (await jobs()).map(({ fulfilmentId }) => fulfilmentId);
  expect(second.filter((id) => !first.includes(id))).toHaveLength(10);
});

it('does not wait for a fulfilment that is being changed: the next poll takes it', async () => {
  await fulfilments(3);
  await parts.get(Database).transaction(async (tx) => {
    const [{ id } = { id: '' }] = await parts.rows<{ id: string }>('select id from fulfilment limit 1');
    await tx.em.findOneOrFail(Fulfilment, { id }, { lockMode: LockMode.PESSIMISTIC_WRITE });
    expect(await poll()).toBe(2);
  });
  await poll();
  expect(await jobs()).toHaveLength(3);
});

it('takes many in batches, none of them twice', async () => {
  await fulfilments(250);
  expect(await poll()).toBe(250);
  expect(new Set((await jobs()).map(({ fulfilmentId }) => fulfilmentId)).size).toBe(250);
});
