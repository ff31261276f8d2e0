import { CheckoutTracker } from '@daybook/carts';
import { Database } from '@daybook/database';
import { MailQueue, RecoveryMails } from '@daybook/mail';
import { OrdersService } from '@daybook/orders';
import { beforeEach, describe, expect, it } from '@jest/globals';
import { aCheckout } from '../support/a-checkout.js';
import { useDaybook } from '../support/daybook.js';
import { useJobs } from '../support/jobs.js';
import { useMailServer } from '../support/mail-server.js';
import { useParts } from '../support/parts.js';
import { waitFor } from '../support/wait-for.js';

const mailServer = useMailServer();
const from = 'orders@shop.example';
const orderCount = 5;

async function anOrder(database: Database, orders: OrdersService, customerEmail: string): Promise<string> {
  const line = {
    ...{ title: 'Heavyweight tee', variant: null, sku: null, provider: null, productId: null, variantId: null },
    ...{ quantity: 1, unitPrice: 3_900 },
  };
  return database.transaction(async (tx) => {
    const { id } = await orders.place(tx, aCheckout({ customerEmail }), new Date());
    await orders.storeLines(tx, id, [line]);
    return id;
  });
}

interface Shop {
  rows<T>(statement: string, values?: unknown[]): Promise<T[]>;
}
/** Of e-mails; nobody makes the goods here, which is a problem of its own. */
const openProblems = async (shop: Shop) =>
  (
    await shop.rows<{ message: string }>(
      `select message from activity_log where level <> 'info' and resolved_at is null and event_type ~ 'mail'
       order by occurred_at, id`,
    )
  ).map(({ message }) => message);

beforeEach(async () => {
  await mailServer().stop();
  await mailServer().start();
  Object.assign(mailServer(), { refuses: null, acceptsLogin: true, attempts: 0, beforeAccepting: () => undefined });
  mailServer().received.length = 0;
});

describe('a mail server that is down while orders are paid', () => {
  const shop = useDaybook(() => ({
    ...{ SMTP_URL: mailServer().url, MAIL_FROM: from },
    ...{ MAIL_ATTEMPTS: '2', MAIL_RETRY_SECONDS: '1' },
  }));
  const count = async (where: string) =>
    (await shop.rows<{ count: number }>(`select count(*)::int as count from ${where}`))[0]?.count;

  it('is one problem however many e-mails wait; all of them are sent, once, when it is back', async () => {
    await mailServer().stop();
    for (let placed = 0; placed < orderCount; placed += 1)
      await anOrder(shop.worker.get(Database), shop.worker.get(OrdersService), `customer${placed}@example.com`);
    const problem = `E-mails are not being sent: the mail server 127.0.0.1 cannot be reached. ${orderCount} e-mails are waiting and will be sent automatically.`;
    await waitFor(async () => (await openProblems(shop))[0] === problem, { within: 30_000 });
    // twice as many attempts as one e-mail has
    const attempts = async () =>
      (await shop.rows<{ made: number }>('select sum(attempts)::int as made from mail_message'))[0]?.made ?? 0;
    const before = await attempts();
    await waitFor(async () => (await attempts()) >= before + 4, { within: 60_000 });

    expect(await openProblems(shop)).toEqual([problem]);
    expect(await count(`activity_log where event_type = 'order.email.waiting'`)).toBe(orderCount);
    await mailServer().start();
    await waitFor(async () => (await count(`mail_message where state = 'sent'`)) === orderCount, { within: 60_000 });

    expect(await openProblems(shop)).toEqual([]);
    expect(
      await shop.rows(
        `select distinct resolved_by ->> 'eventType' as by from activity_log where event_type = 'mail.unavailable'`,
      ),
    ).toEqual([{ by: 'mail.available' }]);
    const to = mailServer().received.map(({ envelope }) => envelope.to[0]);
    expect([to.length, new Set(to).size]).toEqual([orderCount, orderCount]);
  }, 180_000);
});

describe('an e-mail', () => {
  const parts = useParts(() => ({
    ...{ SMTP_URL: mailServer().url.replace('//', '//ada:hunter2@'), MAIL_FROM: from },
    PUBLIC_URL: 'https://shop.example',
  }));
  const jobs = useJobs(parts);
  beforeEach(async () => {
    await parts.clear();
    await parts.rows('delete from pgboss.job');
  });

  const newest = async (name: string) => (await jobs.waiting(name)).at(-1) ?? {};
  async function aConfirmation(to = 'customer@example.com') {
    const orderId = await anOrder(parts.get(Database), parts.get(OrdersService), to);
    const payload = await newest('send-mail');
    return { orderId, send: (attempt = 1) => jobs.run('send-mail', payload, attempt) };
  }
  async function aReminder() {
    const at = new Date(Date.now() - 4_000_000);
    const update = { sessionId: 'cs_1', checkoutId: null, recoveredFrom: null, openedAt: at, hasConsent: true };
    const recovery = { url: 'https://buy.example/cs_1', expiresAt: new Date(Date.now() + 4_000_000) };
    const cart = { email: 'ada@example.com', total: { amount: 4_300, currency: 'GBP' }, recovery };
    await parts
      .get(Database)
      .transaction((tx) => parts.get(CheckoutTracker).recordExpired(tx, { ...update, ...cart }, at));
    await parts.get(RecoveryMails).enqueueDue(new AbortController().signal);
    const payload = await newest('send-mail');
    return { send: (attempt = 1) => jobs.run('send-mail', payload, attempt) };
  }
  const messagesOf = async (orderId: string) =>
    (
      await parts.rows<{ message: string }>(
        `select message from activity_log where order_id = $1 and event_type like 'order.email%' order by occurred_at, id`,
        [orderId],
      )
    ).map(({ message }) => message);
  const untilNextAttempt = () => parts.rows(`update service_outage set next_attempt_at = now()`);

  it.each([
    ['is away', () => mailServer().stop(), 'the mail server 127.0.0.1 cannot be reached'],
    ['is overloaded', () => refuse('421 4.3.2 Service shutting down'), 'service shutting down'],
    ['defers everybody', () => refuse('451 4.7.1 Greylisted'), 'greylisted'],
    ['has no room', () => refuse('452 4.3.1 Insufficient system storage'), 'insufficient system storage'],
    ['relays nothing', () => refuse('550 5.7.1 Relaying denied'), 'relaying denied'],
    ['has counted too many', () => refuse('554 5.7.1 Daily quota exceeded'), 'daily quota exceeded'],
    [
      'refuses the password',
      () => Object.assign(mailServer(), { acceptsLogin: false }),
      'the mail server refused the user name or the password',
    ],
  ])('to a mail server that %s twice waits like all others, with one problem', async (_, fail, reason) => {
    const [first, second, third] = [await aConfirmation(), await aConfirmation(), await aConfirmation()];
    await fail();
    expect(await first.send()).toMatchObject({ outcome: 'retry' });
    expect(await openProblems(parts)).toEqual([]);
    expect(await second.send()).toMatchObject({ outcome: 'snooze' });
    expect(await third.send()).toMatchObject({ outcome: 'snooze' });

    expect(await openProblems(parts)).toEqual([
      `E-mails are not being sent: ${reason}. 3 e-mails are waiting and will be sent automatically.`,
    ]);
    const waits = 'Order confirmation to customer@example.com is waiting: ';
    expect(await messagesOf(first.orderId)).toEqual([waits + reason]);
    expect(await messagesOf(third.orderId)).toEqual([`${waits}the mail server is not accepting mail at the moment`]);
  });
  const refuse = (reply: string) => Object.assign(mailServer(), { refuses: reply });

  it.each([
    ['550 5.1.1 mailbox unavailable', 'mailbox unavailable', 'discard'],
    ['552 5.2.2 Mailbox full', 'mailbox full', 'retry'],
    ['450 4.2.0 Recipient address rejected: Greylisted', 'recipient address rejected: Greylisted', 'retry'],
    ['450 mailbox busy', 'mailbox busy', 'retry'],
  ])('that is refused for its recipient (%s) holds up no other, and is an answer', async (reply, reason, outcome) => {
    const [first, second, refused] = [await aConfirmation(), await aConfirmation(), await aConfirmation()];
    refuse('451 4.7.1 Greylisted');
    await first.send();
    await second.send();
    await untilNextAttempt();
    refuse(reply);
    expect(await refused.send()).toMatchObject({ outcome });
    expect(await openProblems(parts)).toEqual(
      outcome === 'discard' ? [`Order confirmation to customer@example.com failed: ${reason}`] : [],
    );
    mailServer().refuses = null;
    expect(await first.send()).toEqual({ outcome: 'done' });
  });

  it('that waits is sent to whoever the order names by then', async () => {
    const [first, second] = [await aConfirmation('wrong@example.com'), await aConfirmation()];
    await mailServer().stop();
    await first.send();
    await second.send();
    await parts.rows(`update customer_order set customer_email = 'right@example.com' where id = $1`, [first.orderId]);
    await mailServer().start();
    await untilNextAttempt();
    expect(await first.send()).toEqual({ outcome: 'done' });
    expect(mailServer().received.map(({ envelope }) => envelope.to)).toEqual([['right@example.com']]);
  });

  it('without attempts left waits, instead of being given up, and says so once', async () => {
    const { orderId, send } = await aConfirmation();
    await mailServer().stop();
    for (let attempt = 0; attempt < 3; attempt += 1) {
      expect(await send(5)).toMatchObject({ outcome: 'snooze' });
      await untilNextAttempt();
    }
    expect(await messagesOf(orderId)).toHaveLength(1);
  });

  it('that fails at each of its attempts, while others are accepted, is given up', async () => {
    const failing = await aConfirmation();
    for (const attempt of [1, 2, 3, 4]) {
      refuse('554 5.7.1 This looks like spam');
      expect(await failing.send(attempt)).toMatchObject({ outcome: 'retry' });
      mailServer().refuses = null;
      expect(await (await aConfirmation()).send()).toEqual({ outcome: 'done' });
    }
    refuse('554 5.7.1 This looks like spam');
    expect(await failing.send(5)).toMatchObject({ outcome: 'discard' });
    expect(await openProblems(parts)).toEqual([
      'Order confirmation to customer@example.com failed: this looks like spam — gave up after 5 attempts',
    ]);
  });

  it('during an outage is attempted one at a time; one that a person resends at once', async () => {
    const [first, second] = [await aConfirmation(), await aConfirmation()];
    await mailServer().stop();
    await first.send();
    await second.send();
    await mailServer().start();
    expect(await first.send()).toMatchObject({ outcome: 'snooze' });
    await parts
      .get(Database)
      .transaction((tx) => parts.get(MailQueue).resend(tx, first.orderId, 'confirmation', 'Ada'));
    const during: unknown[] = [];
    mailServer().beforeAccepting = async () => {
      during.push(await second.send());
    };
    expect(await first.send()).toEqual({ outcome: 'done' });
    expect(during).toEqual([expect.objectContaining({ outcome: 'snooze' })]);
    expect(await openProblems(parts)).toEqual([]);
  });

  it('that reminds waits, and is not sent to somebody who has bought by then', async () => {
    const [first, reminder] = [await aConfirmation(), await aReminder()];
    await mailServer().stop();
    await first.send();
    expect(await reminder.send()).toMatchObject({ outcome: 'snooze' });
    expect(await openProblems(parts)).toEqual([expect.stringContaining('2 e-mails are waiting')]);
    await anOrder(parts.get(Database), parts.get(OrdersService), 'ada@example.com');
    expect(await reminder.send()).toEqual({ outcome: 'done' });
    expect(await openProblems(parts)).toEqual([
      expect.stringContaining('1 e-mail is waiting and will be sent automatically'),
    ]);

    await mailServer().start();
    await untilNextAttempt();
    expect(await first.send()).toEqual({ outcome: 'done' });
    expect(mailServer().received.map(({ envelope }) => envelope.to)).toEqual([['customer@example.com']]);
    expect(await parts.rows('select skip_reason from abandoned_cart')).toEqual([{ skip_reason: 'ordered' }]);
  });

  it('that reminds waits, and is sent once the mail server is back', async () => {
    const reminder = await aReminder();
    await mailServer().stop();
    await reminder.send();
    await reminder.send();
    await mailServer().start();
    await untilNextAttempt();
    expect(await reminder.send()).toEqual({ outcome: 'done' });
    expect(await reminder.send()).toEqual({ outcome: 'done' });
    expect(mailServer().received.map(({ envelope }) => envelope.to)).toEqual([['ada@example.com']]);
    expect(await openProblems(parts)).toEqual([]);
  });

  it('that waited is a problem no more when its order is gone', async () => {
    const [first, second] = [await aConfirmation(), await aConfirmation()];
    await mailServer().stop();
    await first.send();
    await second.send();
    await parts.rows('delete from customer_order');
    for (const { send } of [first, second]) await send();
    expect(await openProblems(parts)).toEqual([]);
    expect(await parts.rows('select service from service_outage where ended_at is null')).toEqual([]);
  });
});
