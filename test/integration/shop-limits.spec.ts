import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import type { NestExpressApplication } from '@nestjs/platform-express';
import pg from 'pg';
import { aProduct, emptyTheCatalogue } from '../support/a-catalogue.js';
import { aShopper } from '../support/a-shopper.js';
import { aDatabase, type TestDatabase } from '../support/database.js';
import { startApi } from '../support/daybook.js';
import { useSandbox } from '../support/sandbox.js';
import { visitShop } from '../support/shop-visit.js';

const limits = { CARTS_PER_HOUR: '30', CHECKOUTS_PER_HOUR: '15', LOG_LEVEL: 'silent' };
const sandbox = useSandbox();
let database: TestDatabase;
let pool: pg.Pool;
/** Two behind a proxy, and one that visitors reach directly. */
const apis: NestExpressApplication[] = [];
let [one, other, direct]: { address: string }[] = [];
let tee = '';

const rows = async <T>(statement: string, values: unknown[] = []) => (await pool.query(statement, values)).rows as T[];
const countOf = async (table: string) =>
  (await rows<{ count: number }>(`select count(*)::int from ${table}`))[0]?.count;

beforeAll(async () => {
  database = await aDatabase();
  pool = new pg.Pool({ connectionString: database.url, max: 2 });
  for (const TRUST_PROXY of ['1', '1', 'false'])
    apis.push(await startApi(database.url, { ...sandbox.settings, ...limits, TRUST_PROXY }));
  [one, other, direct] = await Promise.all(apis.map(async (api) => ({ address: await api.getUrl() })));
});
beforeEach(async () => {
  await emptyTheCatalogue({ rows });
  await rows('truncate shop_attempt, cart, activity_log cascade');
  tee = (await aProduct({ rows }, { slug: 'tee', variants: [{ price: 2_400 }] })).variantIds[0] ?? '';
});
afterAll(async () => {
  for (const api of apis) await api.close();
  await pool.end();
  await database.drop();
});

/** Somebody at this address, without a cookie; `address` null says nothing of a proxy. */
function aVisitor(shop: { address: string } | undefined, address: string) {
  const shopper = aShopper(shop ?? { address: '' });
  const post = (path: string, form: Record<string, string>) =>
    shopper.post(path, form, { 'x-forwarded-for': address, origin: 'http://localhost:3000' });
  const put = () => post('/cart/lines', { variant: tee, quantity: '1' });
  /** From the checkout's page to Stripe's. */
  const pay = async (email: string, more: Record<string, string> = {}) => {
    const page = await shopper.visit('/checkout');
    const agreedTotal = page.document.querySelector('input[name=agreedTotal]')?.getAttribute('value') ?? '';
    return post('/checkout', { email, agreedTotal, ...more });
  };
  return { shopper, post, put, pay };
}
async function aVisitorWithCart(shop: { address: string } | undefined, address: string) {
  const visitor = aVisitor(shop, address);
  await visitor.put();
  return visitor;
}

/** How often each status was answered. */
async function tally(answers: Promise<{ response: Response }>[]): Promise<Record<string, number>> {
  const statuses = (await Promise.all(answers)).map(({ response }) => response.status);
  return Object.fromEntries(
    Object.entries(Object.groupBy(statuses, String)).map(([key, all]) => [key, all?.length ?? 0]),
  );
}
const repeat = <T>(times: number, work: (index: number) => T) =>
  Array.from({ length: times }, (_, index) => work(index));
const entries = () =>
  rows<{ message: string }>(
    `select message from activity_log where event_type = 'shop.limit_reached' order by message`,
  );

describe('new carts', () => {
  it('are limited for one address, in two apis together, and the refusal is a page that says when', async () => {
    expect(await tally(repeat(25, (index) => aVisitor(index % 2 ? one : other, '203.0.113.7').put()))).toEqual({
      303: 20,
      429: 5,
    });
    expect(await countOf('cart')).toBe(20);

    const page = await aVisitor(one, '203.0.113.7').put();
    expect(page.texts('h1')).toEqual(['One moment, please']);
    expect(page.texts('main p')[0]).toMatch(
      /^Too many orders were started from your internet connection in the last few minutes\. Please try again in \d+ minutes\. Your cart is saved\.$/,
    );
    const seconds = Number(page.response.headers.get('retry-after'));
    expect(seconds).toBeGreaterThan(0);
    expect(seconds).toBeLessThanOrEqual(600);
    expect(page.response.headers.getSetCookie()).toEqual([]);
    expect((await aVisitor(one, '203.0.113.8').put()).response.status).toBe(303);
    expect(await entries()).toEqual([
      { message: 'Shoppers turned away: more than 20 new carts in 10 minutes from one address' },
    ]);
  });

  it('are limited for a household’s IPv6 addresses, whichever of its networks they are in', async () => {
    const answers = repeat(22, (index) => aVisitor(one, `2001:db8:1:2${index.toString(16).padStart(2, '0')}::1`).put());
    expect(await tally(answers)).toEqual({ 303: 20, 429: 2 });
    expect((await aVisitor(one, '2001:db8:1:300::1').put()).response.status).toBe(303);
  });

  it('are limited in all, and a person learns of it once a day', async () => {
    const flood = () => tally(repeat(40, (index) => aVisitor(one, `198.51.100.${index}`).put()));
    expect(await flood()).toEqual({ 303: 30, 429: 10 });
    const page = await aVisitor(other, '198.51.100.99').put();
    expect(page.texts('main p')[0]).toMatch(/^The shop is very busy at the moment\. Please try again in /);
    await rows('update shop_attempt set expire = 0');
    expect(await flood()).toEqual({ 303: 30, 429: 10 });
    const told = await rows(
      `select message, count(*)::int as "timesADay" from activity_log where event_type = 'shop.limit_reached'
       group by message, (occurred_at at time zone 'UTC')::date`,
    );
    const refused = 'Shoppers turned away: more than 30 new carts in an hour (CARTS_PER_HOUR)';
    expect(new Set(told)).toEqual(new Set([{ message: refused, timesADay: 1 }]));
  });

  it('are limited for whoever claims other addresses without a trusted proxy, or invents cookies', async () => {
    const answers = repeat(22, (index) => {
      const visitor = aVisitor(direct, `198.51.100.${index}`);
      visitor.shopper.cookie = `daybook_cart=${crypto.randomUUID()}`;
      return visitor.put();
    });
    expect(await tally(answers)).toEqual({ 303: 20, 429: 2 });
  });

  it('leave a shopper with a cart alone: it is filled and changed as before', async () => {
    const ada = aVisitor(one, '203.0.113.7');
    await ada.put();
    await Promise.all(repeat(25, () => aVisitor(one, '203.0.113.7').put()));
    expect((await ada.put()).response.status).toBe(303);
    expect(await ada.shopper.lines()).toEqual(['Heavyweight tee: 2']);
  });

  it('are stored only once something is put in: a visit stores nothing and sets no cookie', async () => {
    for (const path of ['/', '/products/tee', '/cart', '/checkout', '/collections', '/robots.txt']) {
      const { response } = await visitShop((one?.address ?? '') + path);
      expect([path, response.headers.getSetCookie()]).toEqual([path, []]);
    }
    await aVisitor(one, '203.0.113.7').post('/cart/lines', { variant: crypto.randomUUID(), quantity: '1' });
    for (const table of ['cart', 'shop_attempt', 'user_session'])
      expect([table, await countOf(table)]).toEqual([table, 0]);
  });
});

describe('checkouts', () => {
  const sessions = () => sandbox.services.checkouts.newestFirst().length;

  it('are limited for one address and in all, before Stripe is asked', async () => {
    const ada = await aVisitorWithCart(one, '203.0.113.7');
    expect(await tally(repeat(13, (index) => ada.pay(`ada${index}@example.com`)))).toEqual({ 303: 10, 429: 3 });
    const grace = await aVisitorWithCart(other, '203.0.113.8');
    expect(await tally(repeat(7, (index) => grace.pay(`grace${index}@example.com`)))).toEqual({ 303: 5, 429: 2 });
    expect(sessions()).toBe(15);
    expect(await countOf('cart_checkout')).toBe(15);
    expect(await entries()).toEqual([
      { message: 'Shoppers turned away: more than 10 checkouts in 10 minutes from one address' },
      { message: 'Shoppers turned away: more than 15 checkouts in an hour (CHECKOUTS_PER_HOUR)' },
    ]);
  });

  it('of a script that begins 200 carts from one address are ten', async () => {
    const visitors = repeat(200, (index) => aVisitor(index % 2 ? one : other, '203.0.113.7'));
    expect(await tally(visitors.map((visitor) => visitor.put()))).toEqual({ 303: 20, 429: 180 });
    const withCart = visitors.filter(({ shopper }) => shopper.cookie !== '');
    expect(await tally(withCart.map((visitor) => visitor.pay('ada@example.com')))).toEqual({ 303: 10, 429: 10 });
    expect(sessions()).toBe(10);
  });

  it('count once for a cart that stays the same, however often its shopper goes back and forth', async () => {
    const ada = await aVisitorWithCart(one, '203.0.113.7');
    const paymentPages = new Set<string | null>();
    const goBackAndForth = async () => {
      for (let times = 0; times < 10; times += 1)
        paymentPages.add((await ada.pay('ada@example.com')).response.headers.get('location'));
    };
    await goBackAndForth();
    expect([paymentPages.size, sessions()]).toEqual([1, 1]);

    // each change of the cart is another payment page
    for (let changes = 1; changes < 10; changes += 1) {
      await ada.put();
      expect((await ada.pay('ada@example.com')).response.status).toBe(303);
    }
    expect(sessions()).toBe(10);
    await ada.put();
    expect((await ada.pay('ada@example.com')).response.status).toBe(429);

    // the page that is open stays open for whoever goes back to what it was
    await ada.post(`/cart/lines/${tee}`, { quantity: '1' });
    await goBackAndForth();
    expect([paymentPages.size, sessions()]).toEqual([1, 10]);
  });

  it('take consent to reminders for three addresses a day from one address: more is given for others', async () => {
    const mallory = await aVisitorWithCart(one, '203.0.113.7');
    for (const name of ['a', 'b', 'c', 'd', 'A', 'e']) await mallory.pay(`${name}@example.com`, { remind: 'yes' });
    expect(await rows('select email, has_consent from cart_checkout order by id')).toEqual([
      { email: 'a@example.com', has_consent: true },
      { email: 'b@example.com', has_consent: true },
      { email: 'c@example.com', has_consent: true },
      { email: 'd@example.com', has_consent: false },
      { email: 'A@example.com', has_consent: true },
      { email: 'e@example.com', has_consent: false },
    ]);
  });
});
