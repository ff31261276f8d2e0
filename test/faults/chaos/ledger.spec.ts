import { afterAll, beforeAll, expect, it } from '@jest/globals';
import pg from 'pg';
import { aDatabase, type TestDatabase } from '../../support/database.js';
import { SeededRandom } from './seeded-random.js';
import { Ledger } from './ledger.js';

let given: TestDatabase;
let database: pg.Pool;

beforeAll(async () => {
  given = await aDatabase();
  database = new pg.Pool({ connectionString: given.url, max: 2 });
});
afterAll(async () => {
  await database.end();
  await given.drop();
});

it('finds acknowledged records that are missing, duplicates, and records that were never sent', async () => {
  const ledger = new Ledger(new SeededRandom(1), 'spec');
  for (const sending of ledger.nextCheckout()) ledger.acknowledge(sending);
  const [eventId = ''] = ledger.acknowledged;
  expect(await ledger.differences(database)).toEqual(
    expect.arrayContaining([`${eventId} was acknowledged and is not stored.`, 'cs_spec_0 has no order.']),
  );

  await database.query(
    `insert into webhook_event (id, source, event_id, type, occurred_at, body)
     select gen_random_uuid(), 'stripe', event_id, 'ping', now(), '' from unnest($1::text[]) as event_id`,
    [[eventId, 'evt_of_nobody']],
  );
  await database.query(`
    with placed as (
      insert into customer_order (id, number, status, currency, total, customer_name, customer_email, checkout_session_id, placed_at)
      values (gen_random_uuid(), 'SS-1', 'awaiting_payment', 'GBP', 100, '', '', 'cs_spec_0', now()) returning id
    )
    insert into activity_log (id, event_type, level, message, occurred_at, order_id)
    select gen_random_uuid(), 'order.note', 'info', '', now(), id from placed, generate_series(1, 5)`);

  expect(await ledger.differences(database)).toEqual(
    expect.arrayContaining([
      `${eventId} is pending: no error.`,
      'evt_of_nobody was never sent.',
      'cs_spec_0 is awaiting_payment.',
      expect.stringMatching(/^cs_spec_0 has 5 entries, not [12]\.$/),
      'cs_spec_0 has 0 lines, not 1.',
    ]),
  );
});
