import { beforeAll, describe, expect, it } from '@jest/globals';
import { useDaybook } from '../support/daybook.js';
import { statementsOf, type Statement } from '../support/statements-of.js';
import { aStripeEvent } from '../support/stripe.js';
import { waitFor } from '../support/wait-for.js';

const daybook = useDaybook();
let cookie: string;
let orderId: string;

beforeAll(async () => {
  for (let n = 0; n < 12; n += 1) {
    await daybook.postStripeWebhook(
      aStripeEvent({ type: 'checkout.session.async_payment_failed', session: { payment_status: 'unpaid' } }),
    );
  }
  const orders = await waitFor(async () => {
    const rows = await daybook.rows<{ id: string }>('select id from customer_order');
    return rows.length === 12 && rows;
  });
  orderId = orders[0]?.id ?? '';
  cookie = await daybook.signIn();
  await daybook.stopWorker();
});

/** Leaves out the api's background statements: the attention count and the check for ended sessions. */
const ofTheRequest = ({ text }: Statement) =>
  /customer_order|activity_log|user_session|fulfilment|refund|product/.test(text) &&
  !/^select count\(\*\)|living|"sid" = any/.test(text);

describe('signed in', () => {
  it.each([
    ['an order’s timeline', () => `/api/orders/${orderId}/activity`, 3],
    ['an order’s page', () => `/api/orders/${orderId}`, 5],
    ['what is around an order', () => `/api/orders/${orderId}/surroundings`, 3],
    ['a list of ten orders', () => '/api/orders?limit=10', 3],
    ['a page of the feed', () => '/api/activity', 3],
    ['what needs attention', () => '/api/activity?tab=attention', 3],
  ])('%s costs no more statements than its budget', async (_, path, budget) => {
    const statements = await statementsOf(() => daybook.ask(cookie, path()));

    expect(statements.filter(ofTheRequest).length).toBeLessThanOrEqual(budget);
    expect(statements.filter(ofTheRequest).length).toBeGreaterThan(1);
  });

  it('a timeline of 10,000 entries costs no more than one of ten, and answers with its newest', async () => {
    await daybook.rows(
      `insert into activity_log (id, event_type, level, message, occurred_at, order_id)
       select gen_random_uuid(), 'order.tracking_changed', 'info', 'Entry ' || n, now() - interval '1 minute' * (10000 - n), $1
       from generate_series(1, 10000) as n`,
      [orderId],
    );
    let items: { message: string }[] = [];
    const statements = await statementsOf(async () => {
      ({ items } = await daybook.ask<{ items: typeof items }>(cookie, `/api/orders/${orderId}/activity`));
    });

    expect(statements.filter(ofTheRequest).length).toBeLessThanOrEqual(3);
    expect([items.length, items.at(-1)?.message]).toEqual([200, 'Entry 10000']);
    await daybook.rows(`delete from activity_log where message like 'Entry %'`);
  });

  it('a note costs seven statements: session, order, and a transaction with one entry', async () => {
    const text = 'Rang Ada';
    const note = { method: 'POST', body: JSON.stringify({ text }) };
    const statements = await statementsOf(() => daybook.ask(cookie, `/api/orders/${orderId}/notes`, note));

    expect(
      statements.filter((one) => ofTheRequest(one) || /^(begin|commit)$|lock_timeout/.test(one.text)),
    ).toHaveLength(7);
    expect(await daybook.rows(`select message from activity_log where event_type = 'order.note'`)).toEqual([
      { message: text },
    ]);
  });
});
