import { CartRecovery, AbandonedCartsQueries } from '@daybook/carts';
import { Database, type Transaction } from '@daybook/database';
import { OrdersService } from '@daybook/orders';
import { randomUUID } from 'node:crypto';
import { beforeEach, describe, expect, it } from '@jest/globals';
import { useJobs } from '../../../../test/support/jobs.js';
import { useMailServer } from '../../../../test/support/mail-server.js';
import { useParts } from '../../../../test/support/parts.js';
import { useAbandonedCarts, type AbandonedCartOptions } from '../../test/abandoned-carts.js';
import { BounceRecorder } from '../bounces/bounce-recorder.js';
import { enqueuedMailIds, mailRows } from '../../test/mail-rows.js';
import { RecoveryMails } from './recovery-mails.js';

const mailServer = useMailServer();
const parts = useParts(() => ({
  SMTP_URL: mailServer().url,
  MAIL_FROM: 'orders@shop.example',
  SHOP_NAME: 'Saltmarsh Studio',
  PUBLIC_URL: 'https://shop.example',
  REMINDERS_PER_DAY: '4',
}));

beforeEach(async () => {
  await parts.clear();
  await parts.rows('delete from pgboss.job');
  await parts.rows('truncate reminder_suppression');
  Object.assign(mailServer(), { refuses: null, attempts: 0, beforeAccepting: () => undefined });
  mailServer().received.length = 0;
});

const hour = 3_600_000;
const ago = (milliseconds: number) => new Date(Date.now() - milliseconds);

const transaction = <T>(work: (tx: Transaction) => Promise<T>) => parts.get(Database).transaction(work);
const { anAbandonedCart, buy, unsubscribe, bounce } = useAbandonedCarts(parts);
const enqueueDue = () => parts.get(RecoveryMails).enqueueDue(new AbortController().signal);
const jobs = useJobs(parts);
async function sendAll(): Promise<void> {
  for (const mailId of await enqueuedMailIds(parts)) await jobs.run('send-mail', { mailId });
}
const states = async () =>
  (await parts.get(AbandonedCartsQueries).list({ limit: 50 })).items.map(({ state, skipReason }) =>
    skipReason === null ? state : `${state}: ${skipReason}`,
  );
const summaries = async () =>
  (
    await parts.rows<{ message: string }>(
      `select message from activity_log where event_type = 'abandoned_cart.email_sent'`,
    )
  ).map(({ message }) => message);
describe('a cart reminder', () => {
  it('is sent when due, with the link, the total and one-click unsubscribe', async () => {
    const sessionId = await anAbandonedCart();
    expect(await enqueueDue()).toBe(1);
    expect(await states()).toEqual(['waiting']);
    await sendAll();

    const [mail] = mailServer().received;
    expect(mail?.envelope.to).toEqual(['ada@example.com']);
    expect(mail?.subject).toBe('Your cart at Saltmarsh Studio is still here');
    expect(mail?.text).toContain(`Return to your cart: https://buy.example/${sessionId}`);
    expect(mail?.text).toContain('Total: £43.00');
    expect(mail?.html).toContain(`href="https://buy.example/${sessionId}"`);
    const headers = new Map(mail?.headerLines.map(({ key, line }) => [key, line.replaceAll(/\s+/g, ' ')]));
    const [link] = /https:\/\/shop\.example\/cart\/unsubscribe\/[\w-]{32}/.exec(mail?.text ?? '') ?? [];
    expect(headers.get('list-unsubscribe')).toBe(`List-Unsubscribe: <${link ?? 'none'}>`);
    expect(headers.get('list-unsubscribe-post')).toBe('List-Unsubscribe-Post: List-Unsubscribe=One-Click');
    expect(mail?.html).toContain(link);
    expect(await summaries()).toEqual(['Recovery email sent to ada@example.com']);
    expect(await states()).toEqual(['mailed']);
    expect(await mailRows(parts)).toMatchObject([{ kind: 'recovery', state: 'sent' }]);
  });

  it('waits an hour: not after 59 minutes, but after 61', async () => {
    await anAbandonedCart({ at: ago(59 * 60_000) });
    expect(await enqueueDue()).toBe(0);
    await anAbandonedCart({ at: ago(61 * 60_000) });
    expect(await enqueueDue()).toBe(1);
  });

  it('is sent once, even when the task runs twice at once', async () => {
    await anAbandonedCart();
    await Promise.all([enqueueDue(), enqueueDue()]);
    await enqueueDue();
    await sendAll();
    await enqueueDue();
    await sendAll();
    expect(mailServer().received).toHaveLength(1);
    expect(await mailRows(parts)).toHaveLength(1);
  });

  it.each<[string, AbandonedCartOptions, string]>([
    ['without consent', { hasConsent: false }, 'no_consent'],
    ['without a link', { hasRecovery: false }, 'no_mail: no_link'],
    ['whose link is over', { linkUntil: ago(1_000) }, 'no_mail: too_late'],
    ['left four days ago', { at: ago(96 * hour) }, 'no_mail: too_late'],
  ])('%s is not enqueued', async (_, left, state) => {
    await anAbandonedCart(left);
    expect(await enqueueDue()).toBe(0);
    expect(await states()).toEqual([state]);
    expect(await mailRows(parts)).toEqual([]);
  });

  it('is not sent when the cart has been bought or ordered', async () => {
    await buy(await anAbandonedCart());
    await buy(await anAbandonedCart(), false);
    expect(await enqueueDue()).toBe(0);
    expect((await states()).toSorted()).toEqual(['no_mail: ordered', 'recovered']);
  });

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
    const paused = 'Cart reminders paused: 4 in 24 hours are the limit (REMINDERS_PER_DAY)';
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

  it.each<[string, (sessionId: string) => Promise<unknown>, string]>([
    ['bought', (sessionId) => buy(sessionId), 'recovered'],
    ['ordered', (sessionId) => buy(sessionId, false), 'no_mail: ordered'],
    ['unsubscribed', () => unsubscribe(), 'no_mail: unsubscribed'],
    ['bounced', () => bounce(), 'no_mail: bounced'],
  ])('that is enqueued is not sent when it was %s in the meantime', async (_, happens, state) => {
    const sessionId = await anAbandonedCart();
    expect(await enqueueDue()).toBe(1);
    await happens(sessionId);
    await sendAll();
    expect(mailServer().received).toEqual([]);
    expect(await states()).toEqual([state]);
    expect(await summaries()).toEqual([]);
  });

  it.each<[string, (sessionId: string) => Promise<unknown>, string]>([
    ['has unsubscribed', () => unsubscribe(), 'mailed'],
    ['has bought', (sessionId) => buy(sessionId), 'recovered'],
    ['has ordered', (sessionId) => buy(sessionId, false), 'mailed'],
  ])('that a worker died over after it was accepted counts as sent though its reader %s', async (_, happens, state) => {
    const sessionId = await anAbandonedCart();
    await enqueueDue();
    const [mail] = await mailRows(parts);
    const at = ago(60_000);
    await parts.rows('update mail_message set uncertain_since = $2 where id = $1', [mail?.id, at]);
    await happens(sessionId);
    await sendAll();

    expect(mailServer().received).toEqual([]);
    expect(await states()).toEqual([state]);
    expect(await summaries()).toEqual(['Recovery email sent to ada@example.com']);
    expect(await parts.rows('select state, last_error, subject, sent_at from mail_message')).toEqual([
      { state: 'sent', last_error: null, subject: 'Your cart at Saltmarsh Studio is still here', sent_at: at },
    ]);
    expect(await parts.rows('select email_sent_at, skip_reason from abandoned_cart')).toEqual([
      { email_sent_at: at, skip_reason: null },
    ]);
    expect(await parts.rows('select 1 from mail_message where uncertain_since is not null')).toEqual([]);
  });

  it('is shown as failed when the server rejects it permanently', async () => {
    mailServer().refuses = '550 5.1.1 mailbox unavailable';
    await anAbandonedCart();
    await enqueueDue();
    await sendAll();
    expect(await states()).toEqual(['no_mail: failed']);
    expect(await parts.rows(`select 1 from activity_log where event_type like '%email%'`)).toEqual([]);
  });

  it('is shown as failed when the mail service accepts it and then does not send it', async () => {
    await anAbandonedCart();
    await enqueueDue();
    await sendAll();
    const [mail] = await mailRows(parts);
    const failure = { kind: 'failed', mailId: mail?.id ?? null, messageId: null, to: null, subject: null } as const;
    const report = { service: 'resend', at: new Date() } as const;
    await transaction((tx) =>
      parts.get(BounceRecorder).record(tx, { ...failure, reason: 'reached_daily_quota' }, report),
    );
    expect(await states()).toEqual(['no_mail: failed']);
    expect(await mailRows(parts)).toMatchObject([{ state: 'failed', last_error: 'reached daily quota' }]);
  });

  it('is retried when the server defers it', async () => {
    mailServer().refuses = '451 4.7.1 Greylisted';
    await anAbandonedCart();
    await enqueueDue();
    await sendAll();
    mailServer().refuses = null;
    await sendAll();
    expect(mailServer().received).toHaveLength(1);
    expect(await states()).toEqual(['mailed']);
    expect(await parts.rows('select 1 from mail_message where uncertain_since is not null')).toEqual([]);
  });
});
