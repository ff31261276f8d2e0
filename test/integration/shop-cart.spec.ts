import { randomUUID } from 'node:crypto';
import { CheckoutSessions } from '@daybook/payments';
import { beforeEach, describe, expect, it, jest } from '@jest/globals';
import { aProduct, emptyTheCatalogue, type CatalogueProduct } from '../support/a-catalogue.js';
import { aShopper as aShopperOf } from '../support/a-shopper.js';
import { useDaybook } from '../support/daybook.js';
import { visitShop } from '../support/shop-visit.js';
import { aStripeEvent } from '../support/stripe.js';
import { waitFor } from '../support/wait-for.js';

const daybook = useDaybook({ SHIPPING_PRICE: '400', SHIPPING_COUNTRIES: 'GB' });
const product = (some?: CatalogueProduct) => aProduct(daybook, some);
const one = async (some?: CatalogueProduct) => (await product(some)).variantIds[0] ?? '';

beforeEach(async () => {
  await emptyTheCatalogue(daybook);
  await daybook.rows('truncate shop_attempt, cart cascade');
});

const aShopper = (cookie = '') => aShopperOf(daybook, cookie);

describe('the cart', () => {
  it('is filled, changed and emptied with plain forms', async () => {
    const shopper = aShopper();
    const tee = await one({ title: 'Tee', slug: 'tee', variants: [{ title: 'M', price: 2_400 }] });
    const mug = await one({ title: 'Mug', variants: [{ title: '', price: 1_500 }] });
    const added = await shopper.put(tee, '2');
    expect([added.response.status, added.response.headers.get('location')]).toEqual([303, '/cart']);
    await shopper.put(mug);

    const page = await shopper.visit('/cart');
    expect(await shopper.lines()).toEqual(['Tee: 2', 'Mug: 1']);
    expect(page.texts('.amount')).toEqual(['£48.00', '£15.00']);
    expect(page.texts('.sum strong')).toEqual(['£63.00']);
    expect(page.all('.line a')[0]?.getAttribute('href')).toBe('/products/tee');
    expect(page.response.headers.get('cache-control')).toBe('no-store');

    await shopper.post(`/cart/lines/${tee}`, { quantity: '5' });
    await shopper.post(`/cart/lines/${mug}`, { quantity: '0' });
    expect(await shopper.lines()).toEqual(['Tee: 5']);
    await shopper.post(`/cart/lines/${tee}`, { quantity: '0' });
    expect((await shopper.visit('/cart')).texts('.lead')).toEqual(['Your cart is empty.']);
  });

  it('is kept in a cookie that no script reads and no other site sends', async () => {
    const added = await aShopper().put(await one());
    const [cookie = ''] = added.response.headers.getSetCookie();
    expect(cookie).toMatch(
      /^daybook_cart=[0-9a-f-]{36}; Max-Age=5184000; Path=\/; Expires=[^;]+; HttpOnly; SameSite=Lax$/,
    );
  });

  it.each(['0', '-1', '100', '1e9', '1.5', '0x10', '', ' ', '99999999999999999999', 'NaN', '<b>'])(
    'refuses a quantity of "%s"',
    async (quantity) => {
      const shopper = aShopper();
      const page = await shopper.put(await one(), quantity);
      expect(page.response.status).toBe(400);
      expect(page.texts('h1')).toEqual(['That did not work']);
      expect(await daybook.rows('select from cart')).toEqual([]);
    },
  );

  it('refuses two quantities at once and a malformed form', async () => {
    const tee = await one();
    const shopper = aShopper();
    const twice: [string, string][] = [
      ['variant', tee],
      ['quantity', '1'],
      ['quantity', '2'],
    ];
    expect((await shopper.post('/cart/lines', twice)).response.status).toBe(400);
    expect((await shopper.post('/cart/lines', {})).response.status).toBe(400);
    expect((await shopper.post('/cart/lines', { variant: 'x'.repeat(20_000) })).response.status).toBe(413);
    expect((await shopper.post('/cart/lines/none', { quantity: '1' })).response.status).toBe(404);
    const json = { method: 'POST', body: '{"quantity":"1"}', headers: { 'content-type': 'application/json' } };
    expect((await visitShop(`${daybook.address}/cart/lines`, json)).response.status).toBe(400);
  });

  it.each([{ isHidden: true }, { isOffered: false }, { variants: [{ isAvailable: false }] }])(
    'refuses a variant that cannot be bought: %j',
    async (state) => {
      const page = await aShopper().put(await one(state));
      expect(page.response.status).toBe(409);
      expect(page.texts('main p')[0]).toContain('This is not for sale at the moment.');
    },
  );

  it('refuses a variant that does not exist', async () => {
    expect((await aShopper().put(randomUUID())).response.status).toBe(409);
  });

  it('belongs to one shopper, and an invented cookie opens none', async () => {
    const ada = aShopper();
    await ada.put(await one({ title: 'Ada’s tee' }));
    const stranger = aShopper(`daybook_cart=${randomUUID()}`);
    expect((await stranger.visit('/cart')).html).not.toContain('Ada’s tee');
    await stranger.put(await one({ title: 'Mug' }));
    expect(stranger.cookie).not.toBe(ada.cookie);
    expect([await ada.lines(), await stranger.lines()]).toEqual([['Ada’s tee: 1'], ['Mug: 1']]);
  });

  it.each([
    'daybook_cart=',
    'daybook_cart=1',
    "daybook_cart=' or 1=1",
    'daybook_cart=%00',
    'daybook_cart=%ff;;;=',
    ';=;',
  ])('tolerates the cookie "%s"', async (cookie) => {
    const shopper = aShopper(cookie);
    expect((await shopper.visit('/cart')).response.status).toBe(200);
    expect((await shopper.put(await one())).response.status).toBe(303);
    expect(await shopper.lines()).toHaveLength(1);
  });

  it('refuses cross-site requests', async () => {
    const tee = await one();
    const page = await aShopper().post(
      '/cart/lines',
      { variant: tee, quantity: '1' },
      { origin: 'https://evil.example' },
    );
    expect([page.response.status, page.texts('h1')[0]]).toEqual([403, 'Request from another site']);
    const checkout = await aShopper().post('/checkout', {}, { origin: 'https://evil.example' });
    expect(checkout.response.status).toBe(403);
  });

  it('shows the current and the former price; an unavailable line blocks the checkout', async () => {
    const shopper = aShopper();
    const tee = await one({ title: 'Tee', variants: [{ price: 2_400 }] });
    const mug = await one({ title: 'Mug', variants: [{ price: 1_500 }] });
    const bag = await one({ title: 'Bag', variants: [{ price: 900 }] });
    for (const variant of [tee, mug, bag]) await shopper.put(variant);
    await daybook.rows('update variant set price = 2600 where id = $1', [tee]);
    await daybook.rows('update variant set is_available = false where id = $1', [mug]);
    await daybook.rows(
      'update product set is_offered = false where id = (select product_id from variant where id = $1)',
      [bag],
    );

    const page = await shopper.visit('/cart');
    expect(page.texts('.note')).toEqual([
      'The price has gone up: it was £24.00.',
      'It is sold out.',
      'It is no longer sold.',
    ]);
    expect(page.texts('.sum strong')).toEqual(['£26.00']);
    expect(page.all('a[href="/checkout"]')).toEqual([]);
    const checkout = await shopper.visit('/checkout');
    expect([checkout.response.status, checkout.response.headers.get('location')]).toEqual([303, '/cart']);

    for (const variant of [mug, bag]) await shopper.post(`/cart/lines/${variant}`, { quantity: '0' });
    expect((await shopper.visit('/checkout')).texts('.total strong')).toEqual(['£30.00']);
  });
});

describe('a product priced in a currency without delivery', () => {
  const dollars = { price: 2_400, currency: 'USD' };

  it('cannot be added to the cart, and its page says so', async () => {
    const tee = await one({ slug: 'tee', variants: [dollars] });
    expect((await aShopper().put(tee)).response.status).toBe(409);
    const page = await aShopper().visit('/products/tee');
    expect([page.response.status, page.all('form')]).toEqual([200, []]);
    expect(page.texts('.buy > .price')).toEqual(['US$24.00']);
    expect(page.texts('.buy > p:not(.price)')).toEqual(['It is not for sale at the moment.']);
    expect(page.texts('script[type="application/ld+json"]')[0]).toContain('https://schema.org/OutOfStock');
  });

  it('is shown as not for sale beside a variant that can be bought', async () => {
    const both = [
      { title: 'S', ...dollars },
      { title: 'M', price: 2_600 },
    ];
    await one({ slug: 'tee', variants: both });
    const page = await aShopper().visit('/products/tee');
    expect(page.texts('.buy > .price')).toEqual(['£26.00']);
    expect(page.texts('.choice')).toEqual(['S Not for sale', 'M £26.00']);
    expect(page.all('input[type=radio]:disabled')).toHaveLength(1);
  });

  it('blocks the checkout of a cart that contains it, and that cart shows no false amount', async () => {
    const shopper = aShopper();
    const tee = await one({ title: 'Tee' });
    await shopper.put(tee);
    await daybook.rows(`update variant set currency = 'USD' where id = $1`, [tee]);
    const page = await shopper.visit('/cart');
    expect(page.texts('.note.bad')).toEqual(['It is not for sale at the moment.']);
    expect(page.texts('.amount')).toEqual(['']);
    expect([page.texts('.sum strong'), page.texts('.sum .quiet')]).toEqual([['£0.00'], ['Delivery: £4.00']]);
    expect(page.all('a[href="/checkout"]')).toEqual([]);
    const checkout = await shopper.visit('/checkout');
    expect([checkout.response.status, checkout.response.headers.get('location')]).toEqual([303, '/cart']);
  });

  it('leaves the rest of the cart its own currency', async () => {
    const shopper = aShopper();
    const [tee, mug] = [await one({ title: 'Tee' }), await one({ title: 'Mug', variants: [{ price: 1_500 }] })];
    for (const variant of [tee, mug]) await shopper.put(variant);
    await daybook.rows(`update variant set currency = 'USD' where id = $1`, [tee]);
    const page = await shopper.visit('/cart');
    expect([page.texts('.note.bad').length, page.texts('.sum strong')]).toEqual([1, ['£15.00']]);
    await shopper.post(`/cart/lines/${tee}`, { quantity: '0' });
    expect((await shopper.visit('/checkout')).texts('.total strong')).toEqual(['£19.00']);
  });
});

describe('the checkout', () => {
  async function atCheckout() {
    const shopper = aShopper();
    const tee = await one({ title: 'Tee', variants: [{ title: 'M', price: 2_400 }] });
    await shopper.put(tee, '2');
    const page = await shopper.visit('/checkout');
    const agreedTotal = page.document.querySelector('input[name=agreedTotal]')?.getAttribute('value') ?? '';
    return { shopper, tee, page, agreedTotal };
  }
  const opens = (url = 'https://checkout.stripe.example/c/pay') =>
    jest.spyOn(daybook.api.get(CheckoutSessions), 'open').mockResolvedValue({ url });

  it('asks for an e-mail address and for consent to a reminder, unchecked by default', async () => {
    const { page } = await atCheckout();
    expect(page.texts('.summary li')).toEqual(['2 × Tee, M £48.00', 'Delivery £4.00', 'Total £52.00']);
    expect(page.all('input[type=checkbox]:checked')).toEqual([]);
    expect(page.all('main a[href="/pages/privacy"]')).toHaveLength(1);
    expect(page.response.headers.get('content-security-policy')).toContain("form-action 'self' https:");
    await daybook.rows(`update shop_page set slug = 'data' where slug = 'privacy'`);
    expect((await atCheckout()).page.all('main a[href="/pages/privacy"]')).toEqual([]);
    await daybook.rows(`update shop_page set slug = 'privacy' where slug = 'data'`);
  });

  it('continues to Stripe with the shopper’s input', async () => {
    const open = opens();
    const { shopper, agreedTotal } = await atCheckout();
    const gone = await shopper.post('/checkout', { email: ' ada@example.com ', agreedTotal });
    expect([gone.response.status, gone.response.headers.get('location')]).toEqual([
      303,
      'https://checkout.stripe.example/c/pay',
    ]);
    await shopper.post('/checkout', { email: 'ada@example.com', remind: 'yes', agreedTotal });
    const id = shopper.cookie.split('=')[1];
    expect(open.mock.calls).toEqual([
      [id, { email: 'ada@example.com', hasConsent: false }, '127.0.0.1'],
      [id, { email: 'ada@example.com', hasConsent: true }, '127.0.0.1'],
    ]);
    open.mockRestore();
  });

  it.each(['', 'ada', 'ada@', '<b>@example.com', `${'a'.repeat(300)}@example.com`])(
    'asks again for an address such as "%s"',
    async (email) => {
      const open = opens();
      const { shopper, agreedTotal } = await atCheckout();
      const page = await shopper.post('/checkout', { email, agreedTotal });
      expect(page.response.status).toBe(422);
      expect(page.document.querySelector('input[name=email]')?.getAttribute('value')).toBe(email);
      expect(page.document.querySelector('input[aria-invalid]')?.getAttribute('aria-describedby')).toBe(
        'email-problem',
      );
      expect(open).not.toHaveBeenCalled();
      open.mockRestore();
    },
  );

  it('shows a changed total before payment', async () => {
    const open = opens();
    const { shopper, tee, agreedTotal } = await atCheckout();
    await daybook.rows('update variant set price = 2500 where id = $1', [tee]);
    const page = await shopper.post('/checkout', { email: 'ada@example.com', agreedTotal });
    expect([page.response.status, page.texts('.total strong')[0]]).toEqual([409, '£54.00']);
    expect(open).not.toHaveBeenCalled();
    const newTotal = page.document.querySelector('input[name=agreedTotal]')?.getAttribute('value') ?? '';
    expect((await shopper.post('/checkout', { email: 'ada@example.com', agreedTotal: newTotal })).response.status).toBe(
      303,
    );
    expect(await daybook.rows('select unit_price::int as price from cart_item')).toEqual([{ price: 2_500 }]);
    open.mockRestore();
  });

  it('says that nothing was charged when Stripe cannot be reached', async () => {
    const { shopper, agreedTotal } = await atCheckout();
    const page = await shopper.post('/checkout', { email: 'ada@example.com', agreedTotal });
    expect(page.response.status).toBe(503);
    expect(page.texts('main p')[0]).toContain('Nothing was charged');
  });

  it('redirects to the cart page without a cart', async () => {
    for (const page of [
      await aShopper().visit('/checkout'),
      await aShopper().post('/checkout', { email: 'a@b.example' }),
    ])
      expect([page.response.status, page.response.headers.get('location')]).toEqual([303, '/cart']);
  });
});

describe('the page after the payment', () => {
  const thankYou = (session: string) => aShopper().visit(`/checkout/thank-you?session_id=${session}`);

  it('waits for the order, then shows its number and nothing else', async () => {
    const session = 'cs_test_a1b2c3d4e5';
    const before = await thankYou(session);
    expect(before.texts('main p')[0]).toContain('We are confirming your payment.');
    const refresh = before.document.querySelector('meta[http-equiv=refresh]')?.getAttribute('content');
    expect(refresh).toBe(`3; url=/checkout/thank-you?session_id=${session}&attempt=2`);

    await daybook.postStripeWebhook(aStripeEvent({ session: { id: session } }));
    const [order] = await waitFor(async () => {
      const rows = await daybook.rows<{ number: string }>('select number from customer_order');
      return rows.length === 1 && rows;
    });
    const page = await thankYou(session);
    expect(page.texts('main p')[0]).toBe(`Your order number is ${order?.number ?? ''}.`);
    expect(page.document.querySelector('meta[http-equiv=refresh]')).toBeNull();
    expect(page.html).not.toMatch(/Ada Green|customer@example|Mill Lane|43\.00/);
  });

  it.each(['', 'x', 'cs_test_', `cs_${'a'.repeat(500)}`, "cs_test_' or true --", '%00', '<script>'])(
    'reveals nothing to somebody who guesses "%s"',
    async (session) => {
      const page = await thankYou(encodeURIComponent(session));
      expect(page.response.status).toBe(200);
      expect(page.html).not.toMatch(/SS-\d/);
      expect(page.document.querySelector('meta[http-equiv=refresh]')).toBeNull();
    },
  );

  it('stops polling eventually', async () => {
    const page = await aShopper().visit('/checkout/thank-you?session_id=cs_test_never12345&attempt=40');
    expect(page.document.querySelector('meta[http-equiv=refresh]')).toBeNull();
    expect(page.texts('main p')[0]).toContain('If you have paid');
  });
});
