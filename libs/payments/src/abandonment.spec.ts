import { CartCheckouts, Carts, type CartVariant } from '@daybook/carts';
import { Database } from '@daybook/database';
import { beforeEach, describe, expect, it } from '@jest/globals';
import { aCartSession, type CartSessionOptions } from '../../../test/support/a-cart-session.js';
import { someGoods } from '../../../test/support/some-goods.js';
import { useParts } from '../../../test/support/parts.js';
import { useStripeInbox } from '../../../test/support/stripe-inbox.js';

const parts = useParts();
const inbox = useStripeInbox(parts);
beforeEach(() => parts.clear());

async function receive(...bodies: string[]): Promise<void> {
  await inbox.receive(...bodies);
  const unprocessed = await parts.rows(`select type, last_error from webhook_event where state = 'pending'`);
  expect(unprocessed).toEqual([]);
}

/** Minutes after nine. */
const at = (minutes: number) => new Date(Date.UTC(2026, 1, 23, 9, minutes));

interface Entry {
  message: string;
  orderNumber: string | null;
  occurred_at: Date;
}
const timeline = (like = 'abandoned_cart.%') =>
  parts.rows<Entry>(
    `select message, (select number from customer_order where id = order_id) as "orderNumber", occurred_at
     from activity_log where event_type like $1 order by occurred_at, id`,
    [like],
  );
const messages = async () => (await timeline()).map(({ message }) => message);
const carts = () =>
  parts.rows(`select email, total::int, has_consent, recovery_url, abandoned_at, recovered_at, order_number,
    recovered_amount::int, items is not null as has_goods from abandoned_cart order by abandoned_at, recovery_url`);

const inTransaction = <T>(work: Parameters<Database['transaction']>[0]) =>
  parts.get(Database).transaction(work) as Promise<T>;

/** A cart with a tee and two mugs. */
async function aCart(): Promise<string> {
  return put(await put(null, { title: 'Tee', unitPrice: 1_300 }), { title: 'Mug', unitPrice: 1_300 }, 2);
}

async function put(cartId: string | null, some: Partial<CartVariant> = {}, quantity = 1): Promise<string> {
  const goods = await someGoods(parts, some);
  return inTransaction<string>((tx) => parts.get(Carts).addItem(tx, cartId, goods, quantity));
}

/** A session opened by our own checkout. */
async function ourSession(cartId: string, opened: Date, hasConsent = true, more: Partial<CartSessionOptions> = {}) {
  const checkout = await inTransaction<{ id: string }>((tx) =>
    parts.get(CartCheckouts).start(tx, cartId, { email: `ada+${opened.getTime()}@example.com`, hasConsent }),
  );
  const session = aCartSession({ opened, checkoutId: checkout.id, email: null, ...more });
  await inTransaction((tx) =>
    parts
      .get(CartCheckouts)
      .attachSession(tx, checkout.id, { id: session.id, url: 'https://pay.example', openedAt: opened }),
  );
  return session;
}

const created = 'Abandoned cart — ada@example.com, £43.00';
const recovered = (number: string) => `Cart recovered — order ${number} placed`;
const first = 'SS-260223-0001';

describe('an expired session made elsewhere', () => {
  it('becomes an abandoned cart at Stripe’s time, with its recovery link and the shopper’s consent', async () => {
    await receive(aCartSession({ id: 'cs_1', opened: at(0), hasConsent: true }).expired(at(30)));

    expect(await timeline()).toEqual([{ message: created, orderNumber: null, occurred_at: at(30) }]);
    expect(await carts()).toMatchObject([
      { email: 'ada@example.com', total: 4_300, has_consent: true, recovery_url: 'https://buy.example/recover/cs_1' },
    ]);
  });

  it('is ignored without an e-mail address', async () => {
    await receive(aCartSession({ opened: at(0), email: null }).expired(at(30)));
    expect(await carts()).toEqual([]);
    expect(await messages()).toEqual([]);
  });

  it('has no consent unless the shopper opted in', async () => {
    await receive(aCartSession({ opened: at(0) }).expired(at(30)));
    expect(await carts()).toMatchObject([{ has_consent: false }]);
  });

  it('is recorded once, however many events report it', async () => {
    const session = aCartSession({ opened: at(0) });
    await receive(session.expired(at(30)), session.expired(at(30)));
    expect(await messages()).toEqual([created]);
  });

  it('is recovered when the session behind its link is paid, and the entry belongs to that order', async () => {
    const left = aCartSession({ opened: at(0) });
    await receive(left.expired(at(30)));
    await receive(aCartSession({ opened: at(90), recoveredFrom: left.id, total: 4_700 }).paid(at(95)));

    expect(await timeline()).toEqual([
      { message: created, orderNumber: null, occurred_at: at(30) },
      { message: recovered(first), orderNumber: first, occurred_at: at(95) },
    ]);
    expect(await carts()).toMatchObject([{ recovered_at: at(95), order_number: first, recovered_amount: 4_700 }]);
  });

  it('is recorded as abandoned and recovered when its expiry arrives last', async () => {
    const left = aCartSession({ opened: at(0) });
    await receive(aCartSession({ opened: at(30), recoveredFrom: left.id }).paid(at(31)), left.expired(at(30)));
    expect((await timeline()).map(({ message, occurred_at }) => [message, occurred_at])).toEqual([
      [created, at(30)],
      [recovered(first), at(31)],
    ]);
  });

  it('stays one cart with the newest link when the session behind its link expires too, in either order', async () => {
    for (const [name, order] of [
      ['a', 'as it happened'],
      ['b', 'the other way round'],
    ] as const) {
      const left = aCartSession({ id: `cs_${name}1`, opened: at(0) });
      const again = aCartSession({ id: `cs_${name}2`, opened: at(90), recoveredFrom: left.id });
      const bodies = [left.expired(at(30)), again.expired(at(120))];
      await receive(...(order === 'as it happened' ? bodies : bodies.toReversed()));
      await receive(aCartSession({ id: `cs_${name}3`, opened: at(150), recoveredFrom: again.id }).paid(at(155)));
    }
    expect(await carts()).toMatchObject([
      { recovery_url: 'https://buy.example/recover/cs_a2', order_number: 'SS-260223-0001' },
      { recovery_url: 'https://buy.example/recover/cs_b2', order_number: 'SS-260223-0002' },
    ]);
  });

  it('is recovered once, even when its link leads to a second order', async () => {
    const left = aCartSession({ opened: at(0) });
    await receive(left.expired(at(30)));
    await receive(aCartSession({ opened: at(90), recoveredFrom: left.id }).paid(at(95)));
    await receive(aCartSession({ opened: at(91), recoveredFrom: left.id }).paid(at(99)));
    expect(await messages()).toEqual([created, recovered(first)]);
  });

  it('is recovered when the payment arrives, not when the shopper confirms', async () => {
    const left = aCartSession({ opened: at(0) });
    const again = aCartSession({ opened: at(90), recoveredFrom: left.id });
    await receive(left.expired(at(30)), again.confirmed(at(95)));
    expect(await messages()).toEqual([created]);
    await receive(again.paymentArrived(at(200)));
    expect(await messages()).toEqual([created, recovered(first)]);
  });
});

describe('a session of our own cart', () => {
  it('gives its order the lines the cart had when it was opened, without asking Stripe', async () => {
    const cartId = await aCart();
    const session = await ourSession(cartId, at(0));
    await put(cartId, { title: 'Later' });
    await receive(session.paid(at(5)));

    expect(await parts.rows(`select title, quantity, unit_price::int from order_line order by position`)).toEqual([
      { title: 'Tee', quantity: 1, unit_price: 1_300 },
      { title: 'Mug', quantity: 2, unit_price: 1_300 },
    ]);
    const jobs = await parts.rows<{ name: string }>(
      `select name from pgboss.job where name in ('fetch-order-lines', 'submit-fulfilment')
         and data ->> 'orderId' = (select id::text from customer_order)`,
    );
    expect(jobs.map(({ name }) => name)).toEqual(['submit-fulfilment']);
  });

  it('empties the cart when it is paid: the next item starts a new cart', async () => {
    const cartId = await aCart();
    await receive((await ourSession(cartId, at(0))).paid(at(5)));
    expect(await parts.get(Carts).findOpen(cartId)).toBeNull();

    const next = await put(cartId);
    expect(next).not.toBe(cartId);
  });

  it('is abandoned when it expires, with its items and the e-mail address and consent of our checkout', async () => {
    const session = await ourSession(await aCart(), at(0));
    await receive(session.expired(at(60)));
    expect(await carts()).toMatchObject([
      { email: `ada+${at(0).getTime()}@example.com`, has_consent: true, has_goods: true },
    ]);
  });

  it('has no consent unless the shopper ticked the box', async () => {
    await receive((await ourSession(await aCart(), at(0), false)).expired(at(60)));
    expect(await carts()).toMatchObject([{ has_consent: false }]);
  });

  it('is matched by its metadata when Stripe’s response was lost', async () => {
    const cartId = await aCart();
    const checkout = await inTransaction<{ id: string }>((tx) =>
      parts.get(CartCheckouts).start(tx, cartId, { email: 'ada@example.com', hasConsent: true }),
    );
    await receive(aCartSession({ opened: at(0), checkoutId: checkout.id }).paid(at(5)));
    expect(await parts.get(Carts).findOpen(cartId)).toBeNull();
  });

  it('is abandoned only when the last open session of its cart expires', async () => {
    const cartId = await aCart();
    const early = await ourSession(cartId, at(0));
    const late = await ourSession(cartId, at(20));
    await receive(early.expired(at(60)));
    expect(await messages()).toEqual([]);
    await receive(late.expired(at(80)));
    expect((await timeline()).map(({ occurred_at }) => occurred_at)).toEqual([at(80)]);
  });

  it('is not abandoned when another session of the cart was paid, in either order', async () => {
    for (const isHeardInOrder of [true, false]) {
      const cartId = await aCart();
      const early = await ourSession(cartId, at(0));
      const late = await ourSession(cartId, at(20));
      const bodies = [late.paid(at(25)), early.expired(at(60))];
      await receive(...(isHeardInOrder ? bodies : bodies.toReversed()));
    }
    expect(await messages()).toEqual([]);
  });

  it('is recovered when a later session of the same cart is paid', async () => {
    const cartId = await aCart();
    await receive((await ourSession(cartId, at(0))).expired(at(60)));
    await receive((await ourSession(cartId, at(90))).paid(at(95)));
    expect((await messages()).at(-1)).toBe(recovered(first));
  });

  it('inherits items, cart and consent when it is opened by a recovery link', async () => {
    const cartId = await aCart();
    const left = await ourSession(cartId, at(0));
    await receive(left.expired(at(60)));
    await receive(aCartSession({ opened: at(90), recoveredFrom: left.id }).paid(at(95)));

    expect((await messages()).at(-1)).toBe(recovered(first));
    expect(await parts.rows('select title from order_line order by position')).toEqual([
      { title: 'Tee' },
      { title: 'Mug' },
    ]);
    expect(await parts.get(Carts).findOpen(cartId)).toBeNull();
  });
});

describe('creating a checkout', () => {
  const createCheckout = (cartId: string, email = 'ada@example.com') =>
    inTransaction<{ id: string; url: string | null }>((tx) =>
      parts.get(CartCheckouts).start(tx, cartId, { email, hasConsent: true }),
    );

  it('reuses the checkout of an unchanged cart, even when two are created at once', async () => {
    const cartId = await aCart();
    const [one, other] = await Promise.all([createCheckout(cartId), createCheckout(cartId)]);
    expect(other.id).toBe(one.id);
    expect((await createCheckout(cartId)).id).toBe(one.id);
  });

  it('creates another checkout when the items or the e-mail address change', async () => {
    const cartId = await aCart();
    const ids = [(await createCheckout(cartId)).id, (await createCheckout(cartId, 'grace@example.com')).id];
    await put(cartId);
    ids.push((await createCheckout(cartId)).id);
    expect(new Set(ids).size).toBe(3);
  });

  it('refuses an empty cart', async () => {
    await expect(createCheckout('7f1de0a3-6f5b-4b57-9f0c-3f7f6c2f8a11')).rejects.toThrow(
      'There is nothing in the cart.',
    );
  });
});
