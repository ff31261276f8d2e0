import { Database } from '@daybook/database';
import { CancelOrder, OverdueOrders, ResubmitOrder } from '@daybook/fulfilment';
import { OrdersService, type NewOrderLine } from '@daybook/orders';
import { beforeEach, describe, expect, it } from '@jest/globals';
import { sql } from 'kysely';
import { aCheckout } from '../support/a-checkout.js';
import { useDaybook } from '../support/daybook.js';
import { useJobs } from '../support/jobs.js';
import { useParts } from '../support/parts.js';
import { useSandbox } from '../support/sandbox.js';
import { waitFor } from '../support/wait-for.js';

const sandbox = useSandbox();
const orderCount = 12;

const tee: NewOrderLine = {
  ...{ title: 'Tee', variant: 'M / Black', sku: null, quantity: 1, unitPrice: 3_900 },
  ...{ provider: 'printify', productId: '5d39b159e7c48c000728c89f', variantId: '12100' },
};
const poster: NewOrderLine = {
  ...tee,
  ...{ title: 'Poster', provider: 'printful', productId: '312946551', variantId: '4253821906' },
};
const address = {
  ...{ name: 'Ada Green', line1: '12 Mill Lane', line2: null, city: 'Totnes' },
  ...{ region: null, postalCode: 'TQ9 5AB', country: 'GB', phone: null },
};

const aPaidOrder = (database: Database, orders: OrdersService, lines = [tee]): Promise<string> =>
  database.transaction(async (tx) => {
    const { id } = await orders.place(tx, aCheckout({ shippingAddress: address }), new Date());
    await orders.storeLines(tx, id, lines);
    return id;
  });

interface Shop {
  rows<T>(statement: string): Promise<T[]>;
}
const openProblems = async (shop: Shop) =>
  (
    await shop.rows<{ message: string }>(
      `select message from activity_log where level <> 'info' and resolved_at is null order by occurred_at, id`,
    )
  ).map(({ message }) => message);

const atPrintify = () => sandbox.services.providerOrders.newestFirst('printify');

describe('a provider that is down while orders are paid', () => {
  const shop = useDaybook(() => ({ ...sandbox.settings, SUBMISSION_ATTEMPTS: '2', SUBMISSION_RETRY_SECONDS: '1' }));
  const count = async (where: string) =>
    (await shop.rows<{ count: number }>(`select count(*)::int as count from ${where}`))[0]?.count;

  it('is one problem however many orders wait; all of them are submitted, once, when it is back', async () => {
    sandbox.planFault({ service: 'printify', kind: 'server_error', operation: 'submit', times: 1_000_000 });
    for (let placed = 0; placed < orderCount; placed += 1)
      await aPaidOrder(shop.worker.get(Database), shop.worker.get(OrdersService));
    const problem = `Printify is not taking orders: the server failed (500). ${orderCount} orders are waiting and will be submitted once it does.`;
    await waitFor(async () => (await openProblems(shop))[0] === problem);
    // twice as many attempts as one order has
    const attempts = () => sandbox.services.faults.callCounts('printify')['submit'] ?? 0;
    const before = attempts();
    await waitFor(() => attempts() >= before + 4);

    expect(await openProblems(shop)).toEqual([problem]);
    expect(await count(`fulfilment where last_error is null and waiting_since is null`)).toBe(0);
    await shop.rows(`update customer_order set paid_at = now() - interval '1 day'`);
    expect(await shop.worker.get(OverdueOrders).detect(new AbortController().signal)).toBe(0);

    sandbox.services.faults.clear();
    // a few at a time
    const areSubmitted = async () => (await count(`fulfilment where status = 'submitted'`)) === orderCount;
    await waitFor(areSubmitted, { within: 120_000 });
    expect(await openProblems(shop)).toEqual([]);
    expect(await count(`activity_log where event_type = 'provider.available'`)).toBe(1);
    expect(
      await shop.rows(`select distinct resolved_by ->> 'eventType' as by from activity_log
        where event_type = 'provider.unavailable'`),
    ).toEqual([{ by: 'provider.available' }]);
    expect(new Set(atPrintify().map(({ externalId }) => externalId)).size).toBe(orderCount);
    expect(atPrintify()).toHaveLength(orderCount);
    expect(await count(`customer_order where fulfilment_error is not null`)).toBe(0);
  }, 240_000);
});

describe('a submission', () => {
  const parts = useParts(() => sandbox.settings);
  const jobs = useJobs(parts);
  beforeEach(async () => {
    await parts.clear();
    await parts.rows('delete from pgboss.job');
  });

  async function anOrder() {
    const orderId = await aPaidOrder(parts.get(Database), parts.get(OrdersService));
    const run = (await jobs.waiting('submit-fulfilment')).at(-1) ?? {};
    return { orderId, submit: (attempt = 1) => jobs.run('submit-fulfilment', run, attempt) };
  }
  const messagesOf = async (orderId: string) =>
    (
      await parts.rows<{ message: string }>(
        `select message from activity_log where order_id = $1 and event_type like 'order.submi%' order by occurred_at, id`,
        [orderId],
      )
    ).map(({ message }) => message);
  const untilNextAttempt = () => parts.rows(`update service_outage set next_attempt_at = now()`);

  it.each([
    ['answers 500', 'server_error', 'submit', 'the server failed (500)'],
    ['has had too many calls', 'rate_limit', 'submit', 'API rate limit exceeded'],
    ['shows a web page', 'html', 'submit', 'the server failed (502)'],
    ['cuts the connection', 'drop_response', 'submit', 'the connection was cut'],
    ['takes orders, but not to production, and answers 500', 'server_error', 'confirm', 'the server failed (500)'],
    ['takes orders, but has had too many calls', 'rate_limit', 'confirm', 'API rate limit exceeded'],
    ['takes orders, and cuts the next connection', 'drop_response', 'confirm', 'the connection was cut'],
  ] as const)('to a provider that %s twice makes the orders wait, with one problem', async (...given) => {
    const [, kind, operation, reason] = given;
    sandbox.planFault({ service: 'printify', kind, operation, times: 2 });
    const [first, second, third] = [await anOrder(), await anOrder(), await anOrder()];
    expect(await first.submit()).toMatchObject({ outcome: 'retry' });
    expect(await openProblems(parts)).toEqual([]);
    expect(await second.submit()).toMatchObject({ outcome: 'snooze' });
    expect(await third.submit()).toMatchObject({ outcome: 'snooze' });

    expect(await openProblems(parts)).toEqual([
      `Printify is not taking orders: ${reason}. 3 orders are waiting and will be submitted once it does.`,
    ]);
    expect(await messagesOf(first.orderId)).toEqual([`Submission to Printify failed: ${reason}`]);
    expect(await messagesOf(third.orderId)).toEqual(['Submission waiting: Printify is not taking orders']);
    expect(sandbox.services.faults.callCounts('printify')['submit']).toBe(2);
  });

  it.each([
    ['the token is not accepted (401)', { status: 401 }],
    ['the token does not allow it (403)', { status: 403 }],
    ['the address leads elsewhere (302)', { status: 302 }],
    ['the answer is a web page (200)', { body: '<html>' }],
  ])('that fails because %s says nothing about its order', async (reason, fault) => {
    sandbox.printify.once(/./, fault);
    sandbox.printify.once(/./, fault);
    await (await anOrder()).submit();
    await (await anOrder()).submit();
    expect(await openProblems(parts)).toEqual([
      `Printify is not taking orders: ${reason}. 2 orders are waiting and will be submitted once it does.`,
    ]);
  });

  it('waits an hour at most, however long the provider asks for', async () => {
    const fault = { status: 503, headers: { 'retry-after': '999999999' } };
    sandbox.printify.once(/./, fault);
    sandbox.printify.once(/./, fault);
    await (await anOrder()).submit();
    expect(await (await anOrder()).submit()).toMatchObject({ outcome: 'snooze', delaySeconds: 3_600 });
  });

  /** What a submission comes to while the row of the outage is changed, but that is not yet committed. */
  async function submitDuring(change: string, { submit }: Awaited<ReturnType<typeof anOrder>>) {
    const submitted = await parts.get(Database).transaction(async (tx) => {
      await sql.raw(change).execute(tx.kysely());
      const outcome = submit();
      const isWaiting = `select 1 from pg_stat_activity where wait_event_type = 'Lock' and datname = current_database()`;
      await waitFor(async () => (await parts.rows(isWaiting)).length > 0);
      return { outcome };
    });
    return submitted.outcome;
  }

  it('that waits for an outage which ends at this moment does not open its problem again', async () => {
    sandbox.planFault({ service: 'printify', kind: 'server_error', times: 2 });
    const [first, second, third] = [await anOrder(), await anOrder(), await anOrder()];
    await first.submit();
    await second.submit();
    await parts.rows(`update activity_log set resolved_at = now() where event_type = 'provider.unavailable'`);
    expect(await submitDuring('update service_outage set ended_at = now()', third)).toMatchObject({
      outcome: 'snooze',
    });
    expect(await openProblems(parts)).toEqual([]);
  });

  it('that fails while others confirm the outage leaves it confirmed', async () => {
    sandbox.planFault({ service: 'printify', kind: 'server_error' });
    const confirmed = `insert into service_outage (service, started_at, is_confirmed, next_attempt_at, reason)
      values ('printify', now(), true, now(), 'no connection')`;
    await submitDuring(confirmed, await anOrder());
    expect(await parts.rows(`select is_confirmed from service_outage`)).toEqual([{ is_confirmed: true }]);
  });

  it('that is cancelled is counted no more; with the last one the problem is resolved', async () => {
    sandbox.planFault({ service: 'printify', kind: 'server_error', times: 2 });
    const orders = [await anOrder(), await anOrder(), await anOrder()];
    for (const { submit } of orders) await submit();
    // otherwise the provider is asked to cancel them
    await parts.rows(`update fulfilment set first_attempted_at = null`);
    const problems: string[][] = [];
    for (const { orderId } of orders) {
      await parts.get(Database).transaction((tx) => parts.get(CancelOrder).request(tx, orderId, 'Ada'));
      problems.push(await openProblems(parts));
    }
    expect(problems).toEqual([
      [expect.stringContaining('2 orders are waiting')],
      [expect.stringContaining('1 order is waiting')],
      [],
    ]);
    expect(await parts.rows(`select service from service_outage where ended_at is null`)).toEqual([]);
  });

  it('that cannot be made for a reason of its own is counted no more', async () => {
    sandbox.planFault({ service: 'printify', kind: 'server_error', times: 2 });
    const orders = [await anOrder(), await anOrder(), await anOrder()];
    for (const { submit } of orders) await submit();
    expect(await openProblems(parts)).toEqual([expect.stringContaining('3 orders are waiting')]);
    await parts.rows(`update customer_order set shipping_address = null where id = '${orders[2]?.orderId ?? ''}'`);
    await orders[2]?.submit();
    expect((await openProblems(parts)).toSorted()).toEqual([
      expect.stringContaining('2 orders are waiting'),
      'Submission to Printify failed: the order has no shipping address',
    ]);
  });

  it('that waits still says so when another provider has accepted its part of the order', async () => {
    sandbox.planFault({ service: 'printify', kind: 'server_error', times: 2 });
    await (await anOrder()).submit();
    await (await anOrder()).submit();
    await parts.rows('delete from pgboss.job');
    const orderId = await aPaidOrder(parts.get(Database), parts.get(OrdersService), [tee, poster]);
    const runs = await jobs.waiting<{ provider: string }>('submit-fulfilment');
    for (const run of runs.toSorted((one, other) => other.provider.localeCompare(one.provider)))
      await jobs.run('submit-fulfilment', run);
    expect(await messagesOf(orderId)).toEqual([
      'Submission waiting: Printify is not taking orders',
      expect.stringMatching(/^Submitted to Printful/),
    ]);
    expect(await parts.rows(`select fulfilment_error from customer_order where id = $1`, [orderId])).toEqual([
      { fulfilment_error: 'Printify is not taking orders at the moment' },
    ]);
  });

  it('that is refused for a reason of its own is a problem of its own, and an answer', async () => {
    sandbox.planFault({ service: 'printify', kind: 'server_error', times: 2 });
    sandbox.planFault({ service: 'printify', kind: 'reject', reason: 'The zip field is required.' });
    const [first, second, refused] = [await anOrder(), await anOrder(), await anOrder()];
    await first.submit();
    await second.submit();
    await untilNextAttempt();
    expect(await refused.submit(3)).toMatchObject({ outcome: 'discard' });
    expect(await openProblems(parts)).toEqual([expect.stringMatching(/^Submission to Printify failed: .*zip/)]);
    expect(await first.submit(2)).toEqual({ outcome: 'done' });
    expect(await second.submit()).toEqual({ outcome: 'done' });
  });

  it('during an outage is attempted for one order at a time', async () => {
    sandbox.planFault({ service: 'printify', kind: 'server_error', times: 2 });
    const [first, second, third] = [await anOrder(), await anOrder(), await anOrder()];
    await first.submit();
    await second.submit();
    await untilNextAttempt();
    const during: unknown[] = [];
    sandbox.printify.once(/^POST/, async (_request, _response, forward) => {
      during.push(await second.submit());
      return forward();
    });
    expect(await third.submit()).toEqual({ outcome: 'done' });
    expect(during).toEqual([expect.objectContaining({ outcome: 'snooze' })]);
    expect(await openProblems(parts)).toEqual([]);
  });

  it('that fails at each of its attempts, while others are accepted, is a problem of its own', async () => {
    const failing = await anOrder();
    for (const attempt of [1, 2]) {
      sandbox.planFault({ service: 'printify', kind: 'server_error' });
      expect(await failing.submit(attempt)).toMatchObject({ outcome: 'retry' });
      expect(await (await anOrder()).submit()).toEqual({ outcome: 'done' });
    }
    expect(await openProblems(parts)).toEqual([]);
    sandbox.planFault({ service: 'printify', kind: 'server_error' });
    expect(await failing.submit(3)).toMatchObject({ outcome: 'discard' });
    expect(await openProblems(parts)).toEqual([
      'Submission to Printify failed: the server failed (500) — gave up after 3 attempts',
    ]);
  });

  it('without attempts left waits, instead of being given up', async () => {
    sandbox.planFault({ service: 'printify', kind: 'server_error', times: 3 });
    const { orderId, submit } = await anOrder();
    expect(await submit(3)).toMatchObject({ outcome: 'snooze' });
    expect(await submit(3)).toMatchObject({ outcome: 'snooze' });
    await untilNextAttempt();
    expect(await submit(3)).toMatchObject({ outcome: 'snooze' });
    // not once for each attempt
    expect(await messagesOf(orderId)).toEqual([
      'Submission retried — attempt 3 of 3',
      'Submission to Printify failed: the server failed (500)',
    ]);
    await untilNextAttempt();
    expect(await submit(3)).toEqual({ outcome: 'done' });
  });

  it('that a person starts is attempted at once', async () => {
    sandbox.planFault({ service: 'printify', kind: 'server_error', times: 2 });
    const [first, second] = [await anOrder(), await anOrder()];
    await first.submit();
    await second.submit();
    await parts.get(Database).transaction((tx) => parts.get(ResubmitOrder).resubmit(tx, first.orderId, 'Ada'));
    const [run] = (await jobs.waiting<{ round: number }>('submit-fulfilment')).filter(({ round }) => round === 2);
    expect(await jobs.run('submit-fulfilment', run ?? {})).toEqual({ outcome: 'done' });
  });

  it('gets its time to be submitted again once the outage is over, before it is overdue', async () => {
    sandbox.planFault({ service: 'printify', kind: 'server_error', times: 2 });
    const [first, second] = [await anOrder(), await anOrder()];
    await first.submit();
    await second.submit();
    await parts.rows(`update customer_order set paid_at = now() - interval '1 day'`);
    const detect = () => parts.get(OverdueOrders).detect(new AbortController().signal);
    expect(await detect()).toBe(0);
    await parts.rows(`update service_outage set ended_at = now() - interval '1790 seconds'`);
    expect(await detect()).toBe(0);
    await parts.rows(`update service_outage set ended_at = now() - interval '1801 seconds'`);
    expect(await detect()).toBe(2);
  });
});
