import { CartCheckouts, Carts } from '@daybook/carts';
import { Database } from '@daybook/database';
import { InboxWorker, WebhookIntake, WebhookSources } from '@daybook/webhooks';
import { beforeEach, describe, expect, it } from '@jest/globals';
import { aCartSession, type CartSessionOptions } from '../../../test/support/a-cart-session.js';
import { someGoods } from '../../../test/support/some-goods.js';
import { useParts } from '../../../test/support/parts.js';
import { stripeSignature } from '../../../test/support/stripe.js';

const parts = useParts();
beforeEach(() => parts.clear());

async function hear(...bodies: string[]): Promise<void> {
  for (const body of bodies) {
    const source = parts.get(WebhookSources).get('stripe');
    await parts.get(WebhookIntake).accept(source, Buffer.from(body), { 'stripe-signature': stripeSignature(body) });
    await parts.get(InboxWorker).sweep();
  }
  const left = await parts.rows(`select type, last_error from webhook_event where state = 'pending'`);
  expect(left).toEqual([]);
}

/** Minutes of a morning. */
const at = (minutes: number) => new Date(Date.UTC(2026, 1, 23, 9, minutes));

interface Entry {
  message: string;
  of: string | null;
  occurred_at: Date;
}
const story = (like = 'abandoned_cart.%') =>
  parts.rows<Entry>(
    `select message, (select number from customer_order where id = order_id) as of, occurred_at
     from activity_log where event_type like $1 order by occurred_at, id`,
    [like],
  );
const told = async () => (await story()).map(({ message }) => message);
const carts = () =>
  parts.rows(`select email, total::int, has_consent, recovery_url, abandoned_at, recovered_at, order_number,
    recovered_amount::int, items is not null as has_goods from abandoned_cart order by abandoned_at`);

const inTransaction = <T>(work: Parameters<Database['transaction']>[0]) =>
  parts.get(Database).transaction(work) as Promise<T>;

/** A cart with a tee and two mugs. */
async function aCart(): Promise<string> {
  const put = (cartId: string | null, title: string, quantity: number) =>
    inTransaction<string>((tx) => parts.get(Carts).put(tx, cartId, someGoods({ title, unitPrice: 1_300 }), quantity));
  return put(await put(null, 'Tee', 1), 'Mug', 2);
}

/** A session opened by our own checkout. */
async function ourSession(cartId: string, opened: Date, wantsRecovery = true, more: Partial<CartSessionOptions> = {}) {
  const begun = await inTransaction<{ id: string }>((tx) =>
    parts.get(CartCheckouts).begin(tx, cartId, { email: `ada+${opened.getTime()}@example.com`, wantsRecovery }),
  );
  const session = aCartSession({ opened, checkoutId: begun.id, email: null, ...more });
  await inTransaction((tx) =>
    parts.get(CartCheckouts).opened(tx, begun.id, { id: session.id, url: 'https://pay.example', openedAt: opened }),
  );
  return session;
}

const created = 'Abandoned cart — ada@example.com, £43.00';
const recovered = (number: string) => `Cart recovered — order ${number} placed`;
const first = 'SS-260223-0001';

describe('a session made elsewhere that expires', () => {
  it('is an abandoned cart, at the time Stripe says, with its link and whether its shopper agreed to mail', async () => {
    await hear(aCartSession({ id: 'cs_1', opened: at(0), hasOptedIn: true }).expired(at(30)));

    expect(await story()).toEqual([{ message: created, of: null, occurred_at: at(30) }]);
    expect(await carts()).toMatchObject([
      { email: 'ada@example.com', total: 4_300, has_consent: true, recovery_url: 'https://buy.example/recover/cs_1' },
    ]);
  });

  it('without a known e-mail is nothing', async () => {
    await hear(aCartSession({ opened: at(0), email: null }).expired(at(30)));
    expect(await carts()).toEqual([]);
    expect(await told()).toEqual([]);
  });

  it('whose shopper did not say yes to mail has no consent', async () => {
    await hear(aCartSession({ opened: at(0) }).expired(at(30)));
    expect(await carts()).toMatchObject([{ has_consent: false }]);
  });

  it('is told of once, however many events say so', async () => {
    const session = aCartSession({ opened: at(0) });
    await hear(session.expired(at(30)), session.expired(at(30)));
    expect(await told()).toEqual([created]);
  });

  it('is recovered when the session of its link is paid, on the order that was placed', async () => {
    const left = aCartSession({ opened: at(0) });
    await hear(left.expired(at(30)));
    await hear(aCartSession({ opened: at(90), recoveredFrom: left.id, total: 4_700 }).paid(at(95)));

    expect(await story()).toEqual([
      { message: created, of: null, occurred_at: at(30) },
      { message: recovered(first), of: first, occurred_at: at(95) },
    ]);
    expect(await carts()).toMatchObject([{ recovered_at: at(95), order_number: first, recovered_amount: 4_700 }]);
  });

  it('is told of as abandoned and recovered when its expiry is heard of last', async () => {
    const left = aCartSession({ opened: at(0) });
    await hear(aCartSession({ opened: at(30), recoveredFrom: left.id }).paid(at(31)), left.expired(at(30)));
    expect((await story()).map(({ message, occurred_at }) => [message, occurred_at])).toEqual([
      [created, at(30)],
      [recovered(first), at(31)],
    ]);
  });

  it('stays one cart when the session of its link expires too, in whatever order, and takes the fresh link', async () => {
    for (const [name, order] of [
      ['a', 'as it happened'],
      ['b', 'the other way round'],
    ] as const) {
      const left = aCartSession({ id: `cs_${name}1`, opened: at(0) });
      const again = aCartSession({ id: `cs_${name}2`, opened: at(90), recoveredFrom: left.id });
      const news = [left.expired(at(30)), again.expired(at(120))];
      await hear(...(order === 'as it happened' ? news : news.toReversed()));
      await hear(aCartSession({ id: `cs_${name}3`, opened: at(150), recoveredFrom: again.id }).paid(at(155)));
    }
    expect(await carts()).toMatchObject([
      { recovery_url: 'https://buy.example/recover/cs_a2', order_number: 'SS-260223-0001' },
      { recovery_url: 'https://buy.example/recover/cs_b2', order_number: 'SS-260223-0002' },
    ]);
  });

  it('is recovered once, though a second order comes from its link', async () => {
    const left = aCartSession({ opened: at(0) });
    await hear(left.expired(at(30)));
    await hear(aCartSession({ opened: at(90), recoveredFrom: left.id }).paid(at(95)));
    await hear(aCartSession({ opened: at(91), recoveredFrom: left.id }).paid(at(99)));
    expect(await told()).toEqual([created, recovered(first)]);
  });

  it('is recovered when the money has come, not when the shopper has confirmed', async () => {
    const left = aCartSession({ opened: at(0) });
    const again = aCartSession({ opened: at(90), recoveredFrom: left.id });
    await hear(left.expired(at(30)), again.confirmed(at(95)));
    expect(await told()).toEqual([created]);
    await hear(again.paymentArrived(at(200)));
    expect(await told()).toEqual([created, recovered(first)]);
  });
});

describe('a session of our own cart', () => {
  it('gives its order the lines that were in the cart when it was opened, and Stripe is not asked', async () => {
    const cartId = await aCart();
    const session = await ourSession(cartId, at(0));
    await inTransaction((tx) => parts.get(Carts).put(tx, cartId, someGoods({ title: 'Later' }), 1));
    await hear(session.paid(at(5)));

    expect(await parts.rows(`select title, quantity, unit_price::int from order_line order by position`)).toEqual([
      { title: 'Tee', quantity: 1, unit_price: 1_300 },
      { title: 'Mug', quantity: 2, unit_price: 1_300 },
    ]);
    const asked = await parts.rows<{ name: string }>(
      `select name from pgboss.job where name in ('fetch-order-lines', 'fulfil-order')
         and data ->> 'orderId' = (select id::text from customer_order)`,
    );
    expect(asked.map(({ name }) => name)).toEqual(['fulfil-order']);
  });

  it('that is paid ends the cart: what is put in next begins a new one', async () => {
    const cartId = await aCart();
    await hear((await ourSession(cartId, at(0))).paid(at(5)));
    expect(await parts.get(Carts).contents(cartId)).toBeNull();

    const next = await inTransaction<string>((tx) => parts.get(Carts).put(tx, cartId, someGoods(), 1));
    expect(next).not.toBe(cartId);
  });

  it('that expires is abandoned with its goods, by the e-mail and the wish of our own checkout', async () => {
    const session = await ourSession(await aCart(), at(0));
    await hear(session.expired(at(60)));
    expect(await carts()).toMatchObject([
      { email: `ada+${at(0).getTime()}@example.com`, has_consent: true, has_goods: true },
    ]);
  });

  it('whose shopper did not tick the box has no consent', async () => {
    await hear((await ourSession(await aCart(), at(0), false)).expired(at(60)));
    expect(await carts()).toMatchObject([{ has_consent: false }]);
  });

  it('is known by what it was opened for, when the answer that named it was lost', async () => {
    const cartId = await aCart();
    const begun = await inTransaction<{ id: string }>((tx) =>
      parts.get(CartCheckouts).begin(tx, cartId, { email: 'ada@example.com', wantsRecovery: true }),
    );
    await hear(aCartSession({ opened: at(0), checkoutId: begun.id }).paid(at(5)));
    expect(await parts.get(Carts).contents(cartId)).toBeNull();
  });

  it('is not abandoned while another session of the cart is open; the last to expire is', async () => {
    const cartId = await aCart();
    const early = await ourSession(cartId, at(0));
    const late = await ourSession(cartId, at(20));
    await hear(early.expired(at(60)));
    expect(await told()).toEqual([]);
    await hear(late.expired(at(80)));
    expect((await story()).map(({ occurred_at }) => occurred_at)).toEqual([at(80)]);
  });

  it('is not abandoned when the cart was bought meanwhile through another one, in whatever order that is heard', async () => {
    for (const isHeardInOrder of [true, false]) {
      const cartId = await aCart();
      const early = await ourSession(cartId, at(0));
      const late = await ourSession(cartId, at(20));
      const news = [late.paid(at(25)), early.expired(at(60))];
      await hear(...(isHeardInOrder ? news : news.toReversed()));
    }
    expect(await told()).toEqual([]);
  });

  it('is recovered when the same cart is bought by a later session of our checkout', async () => {
    const cartId = await aCart();
    await hear((await ourSession(cartId, at(0))).expired(at(60)));
    await hear((await ourSession(cartId, at(90))).paid(at(95)));
    expect((await told()).at(-1)).toBe(recovered(first));
  });

  it('opened by the recovery link has the goods, the cart and the consent of the first', async () => {
    const cartId = await aCart();
    const left = await ourSession(cartId, at(0));
    await hear(left.expired(at(60)));
    await hear(aCartSession({ opened: at(90), recoveredFrom: left.id }).paid(at(95)));

    expect((await told()).at(-1)).toBe(recovered(first));
    expect(await parts.rows('select title from order_line order by position')).toEqual([
      { title: 'Tee' },
      { title: 'Mug' },
    ]);
    expect(await parts.get(Carts).contents(cartId)).toBeNull();
  });
});

describe('beginning a checkout', () => {
  const begin = (cartId: string, email = 'ada@example.com') =>
    inTransaction<{ id: string; url: string | null }>((tx) =>
      parts.get(CartCheckouts).begin(tx, cartId, { email, wantsRecovery: true }),
    );

  it('twice with the same cart is one checkout, two at once too', async () => {
    const cartId = await aCart();
    const [one, other] = await Promise.all([begin(cartId), begin(cartId)]);
    expect(other.id).toBe(one.id);
    expect((await begin(cartId)).id).toBe(one.id);
  });

  it('with something else in it, or for somebody else, is another one', async () => {
    const cartId = await aCart();
    const ids = [(await begin(cartId)).id, (await begin(cartId, 'grace@example.com')).id];
    await inTransaction((tx) => parts.get(Carts).put(tx, cartId, someGoods(), 1));
    ids.push((await begin(cartId)).id);
    expect(new Set(ids).size).toBe(3);
  });

  it('of an empty cart is refused', async () => {
    await expect(begin('7f1de0a3-6f5b-4b57-9f0c-3f7f6c2f8a11')).rejects.toThrow('There is nothing in the cart.');
  });
});
