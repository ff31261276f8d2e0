import { CartCheckouts, Carts } from '@daybook/carts';
import { Database } from '@daybook/database';
import { beforeEach, describe, expect, it } from '@jest/globals';
import { aCartSession } from '../../../test/support/a-cart-session.js';
import { useParts } from '../../../test/support/parts.js';
import { useSandbox } from '../../../test/support/sandbox.js';
import { someGoods } from '../../../test/support/some-goods.js';
import { useStripeInbox } from '../../../test/support/stripe-inbox.js';
import { failNextKey, keysAt, stripeFaults } from '../test/stripe-faults.js';
import { CheckoutSessions } from './checkout-sessions.js';

const sandbox = useSandbox();
const { stripe } = sandbox;
const parts = useParts(() => sandbox.settings);
const { receive } = useStripeInbox(parts);
beforeEach(() => parts.clear());

const inTransaction = <T>(work: Parameters<Database['transaction']>[0]) =>
  parts.get(Database).transaction(work) as Promise<T>;
async function aCart() {
  const goods = await someGoods(parts);
  return inTransaction<string>((tx) => parts.get(Carts).addItem(tx, null, goods, 1));
}
const input = { email: 'ada@example.com', hasConsent: true };
const open = (cartId: string) => parts.get(CheckoutSessions).open(cartId, input, '203.0.113.7');
const checkouts = () => parts.rows<{ id: string }>('select id, session_id from cart_checkout order by id');
const keys = () => keysAt(stripe).length;
const sessions = () => sandbox.services.checkouts.newestFirst().length;

describe('a checkout session that Stripe failed to create', () => {
  it.each(['fails', 'creates it but answers with an idempotency error'] as const)(
    'because Stripe %s is created by the next attempt, with another key',
    async (fault) => {
      const cartId = await aCart();
      failNextKey(stripe, stripeFaults[fault]);
      await expect(open(cartId)).rejects.toThrow();

      const { url } = await open(cartId);
      expect(keys()).toBe(2);
      expect(await open(cartId)).toEqual({ url });
      expect(keys()).toBe(2);
    },
  );

  it('is still recognised when it was created after all and is paid', async () => {
    const cartId = await aCart();
    failNextKey(stripe, stripeFaults['fails after creating']);
    await expect(open(cartId)).rejects.toThrow();
    const [checkout] = await checkouts();
    await open(cartId);

    const opened = new Date();
    await receive(aCartSession({ opened, checkoutId: checkout?.id ?? '' }).paid(opened));
    expect(await parts.get(Carts).findOpen(cartId)).toBeNull();
  });
});

describe('a checkout session whose response was lost', () => {
  const setMinutesLeft = (minutes: number) =>
    parts.rows(`update cart_checkout set expires_at = date_trunc('second', now()) + $1::int * interval '1 minute'`, [
      minutes,
    ]);
  const aCartWithLostSession = async () => {
    const cartId = await aCart();
    await inTransaction((tx) => parts.get(CartCheckouts).start(tx, cartId, input));
    await setMinutesLeft(40);
    await open(cartId);
    await parts.rows('update cart_checkout set session_id = null, session_url = null');
    return cartId;
  };

  it('is requested again with the same key while Stripe still accepts its expiry', async () => {
    await open(await aCartWithLostSession());
    expect([keys(), sessions()]).toEqual([1, 1]);
  });

  it('is replaced once its expiry is closer than Stripe accepts', async () => {
    const cartId = await aCartWithLostSession();
    await setMinutesLeft(29);
    await open(cartId);
    expect([keys(), sessions()]).toEqual([2, 2]);
  });
});
