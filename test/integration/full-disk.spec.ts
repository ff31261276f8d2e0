import { InboxWorker } from '@daybook/webhooks';
import { afterEach, expect, it } from '@jest/globals';
import { useDaybook } from '../support/daybook.js';
import { aStripeEvent } from '../support/stripe.js';
import { waitFor } from '../support/wait-for.js';

const shop = useDaybook();
const tables = ['webhook_event', 'customer_order', 'activity_log'] as const;
type Table = (typeof tables)[number];

/** PostgreSQL answers as it does when a table finds no room to grow. */
async function fillDisk(table: Table): Promise<void> {
  await shop.rows(`
    create or replace function no_room() returns trigger language plpgsql as
      $$ begin raise exception 'could not extend file: No space left on device' using errcode = 'disk_full'; end $$`);
  await shop.rows(`create trigger no_room before insert on ${table} execute function no_room()`);
}
async function makeRoom(): Promise<void> {
  for (const table of tables) await shop.rows(`drop trigger if exists no_room on ${table}`);
}
afterEach(makeRoom);

const webhook = async () => (await shop.rows(`select state, attempts, last_error from webhook_event`))[0];
const sweep = () => shop.worker.get(InboxWorker).sweep();
const count = async (table: Table) =>
  (await shop.rows<{ count: number }>(`select count(*)::int as count from ${table}`))[0]?.count;

it('a webhook that cannot be stored is answered 503, so that it comes again', async () => {
  await fillDisk('webhook_event');
  const answer = await shop.postStripeWebhook();
  expect([answer.status, answer.headers.get('retry-after')]).toEqual([503, '5']);
  expect(await count('webhook_event')).toBe(0);
  await makeRoom();
  expect((await shop.postStripeWebhook()).status).toBe(200);
});

it.each(['customer_order', 'activity_log'] as const)(
  'no attempt of a webhook is spent while %s finds no room, and its order then has its entry',
  async (table) => {
    await waitFor(async () => (await shop.rows(`select 1 from webhook_event where state = 'pending'`)).length === 0);
    await shop.clear();
    await fillDisk(table);
    expect((await shop.postStripeWebhook(aStripeEvent())).status).toBe(200);
    for (let time = 0; time < 10; time += 1) await sweep();
    await waitFor(async () => (await shop.rows(`select 1 from webhook_event for update skip locked`)).length === 1);
    expect(await webhook()).toEqual({ state: 'pending', attempts: 0, last_error: null });
    expect([await count('customer_order'), await count('activity_log')]).toEqual([0, 0]);

    await makeRoom();
    await waitFor(async () => {
      await sweep();
      return (await count('customer_order')) === 1;
    });
    expect(await webhook()).toEqual({ state: 'processed', attempts: 1, last_error: null });
    expect(await shop.rows(`select 1 from activity_log where event_type = 'order.created'`)).toHaveLength(1);
  },
);

it('a person is told to try again, and what they wrote is not half stored', async () => {
  await waitFor(async () => (await count('customer_order')) === 1);
  const cookie = await shop.signIn();
  const [order] = await shop.rows<{ id: string }>('select id from customer_order');
  const write = () =>
    fetch(`${shop.address}/api/orders/${order?.id ?? ''}/notes`, {
      method: 'POST',
      headers: { cookie, origin: shop.address, 'content-type': 'application/json' },
      body: JSON.stringify({ text: 'Rang her.' }),
    });
  await fillDisk('activity_log');
  expect((await write()).status).toBe(503);
  await makeRoom();
  expect((await write()).ok).toBe(true);
});
