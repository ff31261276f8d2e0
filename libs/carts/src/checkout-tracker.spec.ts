import { Database, type Transaction } from '@daybook/database';
import { beforeEach, describe, expect, it } from '@jest/globals';
import { randomUUID } from 'node:crypto';
import { anOrderRow } from '../../../test/support/an-order-row.js';
import { useParts } from '../../../test/support/parts.js';
import { someGoods } from '../../../test/support/some-goods.js';
import { AbandonedCart } from './abandoned-cart.entity.js';
import { CartRecovery } from './cart-recovery.service.js';
import { CheckoutTracker } from './checkout-tracker.service.js';
import { CartCheckouts } from './cart-checkouts.service.js';
import { Carts } from './carts.service.js';

const parts = useParts();
const transaction = <T>(work: (tx: Transaction) => Promise<T>) => parts.get(Database).transaction(work);
beforeEach(() => parts.clear());

const minute = 60_000;
const minutesAgo = (minutes: number) => new Date(Date.now() - minutes * minute);

async function aCart() {
  const goods = await someGoods(parts);
  return transaction((tx) => parts.get(Carts).addItem(tx, null, goods, 1));
}

/** Our own checkout of a cart, opened so long ago, that could be paid for an hour. */
async function aSession(cartId: string, opened: number) {
  const checkoutId = await transaction(async (tx) => {
    const wishes = { email: `ada+${opened}@example.com`, hasConsent: true };
    const { id } = await parts.get(CartCheckouts).start(tx, cartId, wishes);
    return id;
  });
  const session = { id: `cs_${randomUUID()}`, url: 'https://pay.example', openedAt: minutesAgo(opened) };
  await transaction((tx) => parts.get(CartCheckouts).attachSession(tx, checkoutId, session));
  await parts.rows('update cart_checkout set expires_at = $1 where id = $2', [minutesAgo(opened - 60), checkoutId]);
  return { ...session, checkoutId };
}
type Session = Awaited<ReturnType<typeof aSession>>;

const total = { amount: 4_300, currency: 'GBP' };
const updateOf = ({ id, checkoutId, openedAt }: Session, recoveredFrom: string | null = null) => ({
  ...{ sessionId: id, checkoutId, recoveredFrom, openedAt, email: null, hasConsent: true, total },
  recovery: { url: `https://buy.example/${id}`, expiresAt: minutesAgo(-600) },
});
const expires = (session: Session, ago: number, recoveredFrom: string | null = null) =>
  transaction((tx) => parts.get(CheckoutTracker).recordExpired(tx, updateOf(session, recoveredFrom), minutesAgo(ago)));
const isPaid = async (session: Session, ago: number, recoveredFrom: string | null = null) => {
  const order = { id: await anOrderRow(parts), number: 'SS-260223-0001', total };
  return transaction(async (tx) => {
    const tracker = parts.get(CheckoutTracker);
    const checkout = await tracker.lock(tx, updateOf(session, recoveredFrom));
    if (checkout) await tracker.recordOrdered(tx, checkout, minutesAgo(ago), order);
  });
};
const linkOpens = (opened: number): Session => ({
  ...{ id: `cs_${randomUUID()}`, url: 'https://pay.example', openedAt: minutesAgo(opened), checkoutId: randomUUID() },
});

const verdict = () =>
  transaction(async (tx) =>
    parts.get(CartRecovery).checkEligibility(tx, await tx.em.findOneOrFail(AbandonedCart, { hasConsent: true })),
  );
const carts = () => parts.rows(`select skip_reason, recovered_at is not null as is_recovered from abandoned_cart`);
const entryTypes = async () =>
  (
    await parts.rows<{ type: string }>(
      `select event_type as type from activity_log where event_type like 'abandoned_cart.%' order by occurred_at`,
    )
  ).map(({ type }) => type);

describe('whether a cart’s reminder may be sent', () => {
  it('waits for the end of an overdue session', async () => {
    const cartId = await aCart();
    const unheard = await aSession(cartId, 300);
    await expires(await aSession(cartId, 200), 140);
    expect(await verdict()).toEqual({ decision: 'defer' });

    await expires(unheard, 240);
    expect(await verdict()).toEqual({ decision: 'send' });
  });

  it('does not wait for a checkout without a session', async () => {
    const cartId = await aCart();
    const wishes = { email: 'grace@example.com', hasConsent: true };
    await transaction((tx) => parts.get(CartCheckouts).start(tx, cartId, wishes));
    await expires(await aSession(cartId, 200), 140);
    expect(await verdict()).toEqual({ decision: 'send' });
  });

  it('stops waiting when it is too late', async () => {
    const cartId = await aCart();
    await aSession(cartId, 6_000);
    await expires(await aSession(cartId, 5_900), 5_840);
    expect(await verdict()).toEqual({ decision: 'skip', reason: 'too_late' });
  });
});

describe('a cart that was paid before it was abandoned', () => {
  it('gets no mail and is not recovered when the payment arrives last', async () => {
    const cartId = await aCart();
    const bought = await aSession(cartId, 300);
    await expires(await aSession(cartId, 200), 140);
    await isPaid(bought, 250);
    expect(await carts()).toEqual([{ skip_reason: 'ordered', is_recovered: false }]);
    expect(await entryTypes()).toEqual(['abandoned_cart.created']);
  });

  it('is not abandoned when the payment arrives first', async () => {
    const cartId = await aCart();
    const bought = await aSession(cartId, 300);
    const other = await aSession(cartId, 200);
    await isPaid(bought, 250);
    await expires(other, 140);
    expect(await carts()).toEqual([]);
    expect(await entryTypes()).toEqual([]);
  });
});

describe('a cart that was paid after it was abandoned', () => {
  it.each(['in order', 'with its payment last'])(
    'is recovered, though a second session of its link expires later: %s',
    async (order) => {
      const left = await aSession(await aCart(), 400);
      const [bought, alsoOpened] = [linkOpens(200), linkOpens(199)];
      await expires(left, 340);
      if (order === 'in order') await isPaid(bought, 190, left.id);
      await expires(alsoOpened, 139, left.id);
      if (order !== 'in order') await isPaid(bought, 190, left.id);
      expect(await carts()).toEqual([{ skip_reason: null, is_recovered: true }]);
    },
  );
});

describe('the lines of an abandoned cart', () => {
  it('stay those of its latest session when an earlier one is reported last', async () => {
    const cartId = await aCart();
    const first = await aSession(cartId, 300);
    const added = await someGoods(parts);
    await transaction((tx) => parts.get(Carts).addItem(tx, cartId, added, 1));
    const latest = await aSession(cartId, 200);
    await expires(latest, 140);
    await expires(first, 240);
    const [cart] = await parts.rows<{ items: { variantId: string }[] }>('select items from abandoned_cart');
    expect(cart?.items.map((item) => item.variantId)).toContain(added.variantId);
  });
});
