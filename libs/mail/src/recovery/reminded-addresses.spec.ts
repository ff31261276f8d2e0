import { CartRecovery } from '@daybook/carts';
import { OrdersService } from '@daybook/orders';
import { randomUUID } from 'node:crypto';
import { describe, expect, it } from '@jest/globals';
import { useReminders } from '../../test/reminders.js';

const { parts, mailServer, anAbandonedCart, buy, unsubscribe, bounce, transaction, enqueueDue, sendAll, states } =
  useReminders();

const hour = 3_600_000;
const ago = (milliseconds: number) => new Date(Date.now() - milliseconds);

describe('a cart reminder', () => {
  it('is never sent to an unsubscribed address, whatever its case', async () => {
    await anAbandonedCart();
    expect(await unsubscribe()).toBe(true);
    expect(await unsubscribe()).toBe(true);
    await anAbandonedCart({ email: 'Ada@EXAMPLE.com' });
    expect(await enqueueDue()).toBe(0);
    expect(await states()).toEqual(['no_mail: unsubscribed', 'no_mail: unsubscribed']);
  });

  it('is sent once a week to an address, whatever its case and whichever cart', async () => {
    await anAbandonedCart();
    expect(await enqueueDue()).toBe(1);
    await anAbandonedCart({ email: 'Ada@EXAMPLE.com' });
    await anAbandonedCart({ email: 'grace@example.com' });
    expect(await enqueueDue()).toBe(1);
    await sendAll();
    await anAbandonedCart({ email: 'ADA@example.com' });
    expect(await enqueueDue()).toBe(0);

    expect(
      mailServer()
        .received.map(({ envelope }) => envelope.to)
        .toSorted(),
    ).toEqual([['ada@example.com'], ['grace@example.com']]);
    const reminded = 'no_mail: reminded_lately';
    expect((await states()).toSorted()).toEqual(['mailed', 'mailed', reminded, reminded]);
  });

  it('is sent again to an address after a week, or when none was sent', async () => {
    await anAbandonedCart();
    await enqueueDue();
    await sendAll();
    const over = `now() - interval '7 days 1 minute'`;
    await parts.rows(`update abandoned_cart set mail_queued_at = ${over}, email_sent_at = ${over}`);
    await buy(await anAbandonedCart());
    const ordered = await anAbandonedCart({ email: 'grace@example.com' });
    expect(await enqueueDue()).toBe(1);
    await buy(ordered, false);
    await sendAll();
    await anAbandonedCart();
    await anAbandonedCart({ email: 'grace@example.com' });
    expect(await enqueueDue()).toBe(2);
  });

  it('is sent once to an address when two runs handle two of its carts at once', async () => {
    await anAbandonedCart();
    await anAbandonedCart({ email: 'Ada@example.com' });
    const [held, proceed] = [Promise.withResolvers<void>(), Promise.withResolvers<void>()];
    const first = transaction(async (tx) => {
      const carts = parts.get(CartRecovery);
      const cart = await carts.lockNextDue(tx, null);
      if (!cart) throw new Error('none is due');
      expect(await carts.checkEligibility(tx, cart)).toEqual({ decision: 'send' });
      cart.mailQueuedAt = new Date();
      held.resolve();
      await proceed.promise;
    });
    await Promise.race([held.promise, first]);
    expect(await enqueueDue()).toBe(0);
    expect(await states()).toEqual(['waiting', 'waiting']);
    proceed.resolve();
    await first;

    expect(await enqueueDue()).toBe(0);
    expect((await states()).toSorted()).toEqual(['no_mail: reminded_lately', 'waiting']);
  });

  it('is not sent after another to the same address', async () => {
    await anAbandonedCart();
    await enqueueDue();
    await parts.rows(`update abandoned_cart set mail_queued_at = now() - interval '8 days'`);
    await anAbandonedCart();
    expect(await enqueueDue()).toBe(1);
    await sendAll();
    expect(mailServer().received).toHaveLength(1);
    expect((await states()).toSorted()).toEqual(['mailed', 'no_mail: reminded_lately']);
  });

  /** An order from another browser: nothing but the e-mail address connects it with a cart. */
  const orderElsewhere = (customerEmail: string, at: Date) =>
    transaction((tx) => {
      const checkout = {
        sessionId: `cs_${randomUUID()}`,
        paymentIntentId: null,
        shippingAddress: null,
        subtotal: null,
        discount: 0,
        shipping: 0,
        tax: 0,
      };
      const total = { amount: 4_300, currency: 'GBP' };
      return parts.get(OrdersService).place(tx, { ...checkout, total, customerName: 'Ada', customerEmail }, at);
    });

  it.each([
    ['after it was left', 'ada@example.com', 'ada@example.com', 0],
    ['in other capitals', 'ada@example.com', 'Ada@Example.COM', 0],
    ['with blanks and wide letters', 'Ada@example.com', ' ａda@example.com ', 0],
    ['under the other spelling of its domain', 'ada@münchen.example', 'ADA@xn--mnchen-3ya.example', 0],
    ['six days before', 'Ada@X.test', 'ada@x.test', 6 * 24],
  ])('is not sent to a person who bought in another browser %s', async (_, left, bought, hoursBefore) => {
    const at = ago(1.1 * hour);
    await anAbandonedCart({ email: left, at });
    await orderElsewhere(bought, new Date(at.getTime() - hoursBefore * hour + 60_000));
    expect(await enqueueDue()).toBe(0);
    expect(await states()).toEqual(['no_mail: ordered']);
  });

  it('that is enqueued is not sent to a person who bought in another browser in the meantime', async () => {
    await anAbandonedCart({ email: 'Ada@X.test' });
    expect(await enqueueDue()).toBe(1);
    await orderElsewhere('ada@x.test', new Date());
    await sendAll();
    expect(mailServer().received).toEqual([]);
    expect(await states()).toEqual(['no_mail: ordered']);
  });

  it('is sent to a person whose last order is eight days older than the cart, and to a namesake elsewhere', async () => {
    await anAbandonedCart();
    await orderElsewhere('ada@example.com', ago(8 * 24 * hour));
    await orderElsewhere('ada@example.org', new Date());
    expect(await enqueueDue()).toBe(1);
  });

  it('waits for another day once the limit of a day is reached, which is said once', async () => {
    for (let index = 0; index < 6; index += 1) await anAbandonedCart({ email: `stranger${index}@example.com` });
    expect(await enqueueDue()).toBe(4);
    expect(await enqueueDue()).toBe(0);
    await sendAll();
    expect(mailServer().received).toHaveLength(4);
    const told = await parts.rows(
      `select message, count(*)::int as "timesADay" from activity_log where event_type = 'shop.limit_reached'
       group by message, (occurred_at at time zone 'UTC')::date`,
    );
    const paused = 'Cart reminders paused: the limit is 4 in 24 hours (REMINDERS_PER_DAY)';
    expect(new Set(told)).toEqual(new Set([{ message: paused, timesADay: 1 }]));
    expect((await states()).toSorted()).toEqual(['mailed', 'mailed', 'mailed', 'mailed', 'waiting', 'waiting']);

    await parts.rows(`update abandoned_cart set mail_queued_at = mail_queued_at - interval '24 hours'`);
    expect(await enqueueDue()).toBe(2);
  });

  it('is not sent to a bounced address', async () => {
    await bounce();
    await anAbandonedCart();
    expect(await enqueueDue()).toBe(0);
    expect(await states()).toEqual(['no_mail: bounced']);
  });
});
