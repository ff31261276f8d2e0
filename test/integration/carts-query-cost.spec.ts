import { AbandonedCartsQueries } from '@daybook/carts';
import { beforeAll, describe, expect, it } from '@jest/globals';
import { buffersOf } from '../support/buffers-of.js';
import { useParts } from '../support/parts.js';

const parts = useParts();
const carts = () => parts.get(AbandonedCartsQueries);

describe('with 100,000 abandoned carts, one every 20 minutes but for a day around the 30th', () => {
  beforeAll(async () => {
    await parts.rows(
      `insert into abandoned_cart (id, cart_key, session_id, email, has_consent, total, currency, unsubscribe_token, abandoned_at,
         email_sent_at, recovered_at, recovered_amount, recovered_currency)
       select gen_random_uuid(), n, n, n || '@example.com', true, 4300, 'GBP', n, at, at,
         case when n % 10 = 0 then at end, case when n % 10 = 0 then 4300 end, case when n % 10 = 0 then 'GBP' end
       from (select n, now() - n * interval '20 minutes' as at from generate_series(1, 100000) as n) as drawn
       -- so that neither a pause nor a change to summer time moves a cart into the 30 days
       where n not between 2100 and 2220`,
    );
    await parts.rows('vacuum analyze abandoned_cart');
  }, 60_000);

  it('a page touches at most 60 buffers, at any depth', async () => {
    const yearAgo = [Date.now() - 365 * 86_400_000, '00000000-0000-7000-8000-000000000000'];
    const before = Buffer.from(JSON.stringify(yearAgo)).toString('base64url');

    expect(await buffersOf(parts, () => carts().list({ limit: 50 }))).toBeLessThanOrEqual(60);
    expect(await buffersOf(parts, () => carts().list({ limit: 50, before }))).toBeLessThanOrEqual(60);
  });

  it('the summary reads the last 30 days only', async () => {
    expect(await buffersOf(parts, () => carts().summary())).toBeLessThanOrEqual(120);
    expect(await carts().summary()).toEqual({
      abandoned: 2_099,
      mailed: 2_099,
      recovered: { count: 209, money: [{ amount: 898_700, currency: 'GBP' }] },
    });
  });
});
