import type { OrderMailKind, RefundNotice } from '@daybook/contract';
import { Database, type Transaction } from '@daybook/database';
import { CancelOrder } from '@daybook/fulfilment';
import { MailQueries, MailQueue } from '@daybook/mail';
import { OrdersService, type NewOrderLine } from '@daybook/orders';
import { HeldRefunds, RefundsService } from '@daybook/payments';
import { InboxWorker, WebhookIntake, WebhookSources } from '@daybook/webhooks';
import { beforeEach, describe, expect, it } from '@jest/globals';
import { aCheckout } from '../support/a-checkout.js';
import { useJobs } from '../support/jobs.js';
import { useMailServer } from '../support/mail-server.js';
import { mailWebhookSettings, recorded, sent, type About } from '../support/mail-services.js';
import { useParts } from '../support/parts.js';
import { reportRefund } from '../support/report-refund.js';
import { useSandbox } from '../support/sandbox.js';

const mailServer = useMailServer();
const sandbox = useSandbox();
const parts = useParts(() => ({
  ...sandbox.settings,
  SMTP_URL: mailServer().url,
  MAIL_FROM: 'orders@shop.example',
  SHOP_NAME: 'Saltmarsh Studio',
  ...mailWebhookSettings,
}));
const jobs = useJobs(parts);

beforeEach(async () => {
  await parts.clear();
  await parts.rows('delete from pgboss.job');
  Object.assign(mailServer(), { refuses: null });
  mailServer().received.length = 0;
});

const inTransaction = <T>(work: (tx: Transaction) => Promise<T>) => parts.get(Database).transaction(work);

/** A paid order, whose confirmation is out of the way; without lines, no provider knows it. */
async function anOrder(lines: NewOrderLine[] = []): Promise<string> {
  const shippingAddress = {
    ...{ name: 'Ada Green', line1: '12 Mill Lane', line2: null, city: 'Totnes' },
    ...{ region: null, postalCode: 'TQ9 5AB', country: 'GB', phone: null },
  };
  const checkout = aCheckout({ shippingAddress, paymentIntentId: `pi_${crypto.randomUUID()}` });
  const { id } = await inTransaction((tx) => parts.get(OrdersService).place(tx, checkout, new Date()));
  await inTransaction((tx) => parts.get(OrdersService).storeLines(tx, id, lines));
  await jobs.runWaiting('submit-fulfilment');
  await parts.rows('delete from mail_message');
  await parts.rows('delete from pgboss.job');
  return id;
}

const cancel = (orderId: string, { refund = false, tellCustomer = true } = {}) =>
  inTransaction(async (tx) => {
    const isTold = refund && (await parts.get(HeldRefunds).hold(tx, orderId, 'Ada', { tellCustomer }));
    const notice = isTold ? 'with_refund' : 'alone';
    return parts.get(CancelOrder).request(tx, orderId, 'Ada', tellCustomer ? notice : null);
  });
const refund = (orderId: string, id: string, tellCustomer: boolean) =>
  inTransaction((tx) => parts.get(RefundsService).request(tx, orderId, { id, amount: 1_250, tellCustomer }, 'Ada'));
const report = (orderId: string, status: string) => reportRefund(parts, orderId, { status });
async function bounce(about: About): Promise<void> {
  const { body, headers } = sent('postmark', recorded('postmark/hard-bounce', about));
  const source = parts.get(WebhookSources).get('postmark');
  await parts.get(WebhookIntake).receive(source, Buffer.from(body), headers);
  await parts.get(InboxWorker).sweep();
}
async function sendAll(): Promise<string[]> {
  for (const payload of await jobs.waiting('send-mail')) await jobs.run('send-mail', payload);
  return mailServer().received.map(({ text }) => text ?? '');
}
const told = () =>
  parts.rows(`select event_type from activity_log where event_type like 'order.email.%' order by occurred_at, id`);
const resend = (orderId: string, kind: OrderMailKind) =>
  inTransaction((tx) => parts.get(MailQueue).resend(tx, orderId, kind, 'Ada'));
/** What went wrong with mails, and whether that is settled. */
const problems = () =>
  parts.rows(`select message, resolved_at is not null as resolved from activity_log
    where event_type in ('order.email.failed', 'email.bounced') order by id`);
const kinds = (orderId: string) => parts.get(MailQueries).listKinds(orderId);

describe('a cancelled order', () => {
  it('is told of in one mail', async () => {
    const orderId = await anOrder();
    await cancel(orderId);
    const [text, ...more] = await sendAll();
    expect(text).toContain('has been cancelled. Nothing more will be sent.');
    expect(text).not.toContain('refunded');
    expect(more).toEqual([]);
    expect(await told()).toEqual([{ event_type: 'order.email.cancellation_sent' }]);
  });

  it('is not told of when that is not wanted', async () => {
    await cancel(await anOrder(), { tellCustomer: false });
    expect(await sendAll()).toEqual([]);
  });

  it('is told of together with its refund, once Stripe has made it', async () => {
    const orderId = await anOrder();
    await cancel(orderId, { refund: true });
    expect(await sendAll()).toEqual([]);
    await report(orderId, 'succeeded');
    await report(orderId, 'succeeded');
    expect(await sendAll()).toEqual([expect.stringContaining('We have refunded £43.00.')]);
  });

  it('is told of without its refund when Stripe refuses that', async () => {
    const orderId = await anOrder();
    await cancel(orderId, { refund: true });
    await report(orderId, 'failed');
    const [text, ...more] = await sendAll();
    expect(text).toContain('has been cancelled');
    expect(text).not.toContain('refunded');
    expect(more).toEqual([]);
  });
});

describe('a refund', () => {
  it.each<[RefundNotice[], boolean]>([
    [['refund'], true],
    [[], false],
  ])('has the mails %j when telling the customer is %s', async (expected, tellCustomer) => {
    const orderId = await anOrder();
    await refund(orderId, crypto.randomUUID(), tellCustomer);
    expect(await kinds(orderId)).toEqual([]);
    await report(orderId, 'pending');
    expect(await kinds(orderId)).toEqual([]);
    await report(orderId, 'succeeded');
    await report(orderId, 'succeeded');
    expect(await kinds(orderId)).toEqual(expected);
    expect(await sendAll()).toEqual(expected.map(() => expect.stringContaining('we have refunded £12.50 for your')));
  });

  it('that the bank returns is told of no more, nor again', async () => {
    const orderId = await anOrder();
    await refund(orderId, crypto.randomUUID(), true);
    await report(orderId, 'succeeded');
    await report(orderId, 'failed');
    expect(await sendAll()).toEqual([]);
    expect(await kinds(orderId)).toEqual([]);
    expect(await resend(orderId, 'refund')).toBe('nothing_to_send');
  });
});

describe('a part of an order that only its provider cancels', () => {
  const tee: NewOrderLine = {
    ...{ title: 'Tee', variant: 'M / Black', sku: null, provider: 'printify' },
    ...{ productId: '5d39b159e7c48c000728c89f', variantId: '12100', quantity: 1, unitPrice: 3_900 },
  };
  const poster: NewOrderLine = {
    ...tee,
    ...{ title: 'Poster', variant: null, provider: 'printful', productId: '312946551', variantId: '4253821906' },
  };

  it.each([false, true])('is told of at once, with its goods, and not as refunded; refund: %s', async (refund) => {
    const orderId = await anOrder([tee, poster]);
    for (const order of sandbox.services.providerOrders.newestFirst('printify'))
      sandbox.services.lifecycle.act(order, 'hold');
    sandbox.planFault({ service: 'printify', kind: 'reject', operation: 'cancel', reason: 'It is being made.' });
    await cancel(orderId, { refund });
    await jobs.runWaiting('cancel-fulfilment');

    const [text, ...more] = await sendAll();
    expect(text).toMatch(
      /Part of your order SS-\d{6}-\d{4} has been cancelled\. The rest of your order is not affected\./,
    );
    expect(text).toContain('Cancelled:\n1 × Poster\n');
    expect(text).not.toMatch(/Tee|refunded/);
    expect(more).toEqual([]);
    expect(await told()).toEqual([{ event_type: 'order.email.cancellation_sent' }]);
  });
});

describe.each<[OrderMailKind, string, (orderId: string) => Promise<unknown>]>([
  ['cancellation', 'Cancellation notice', (orderId) => cancel(orderId)],
  [
    'refund',
    'Refund notice',
    async (orderId) => {
      await refund(orderId, crypto.randomUUID(), true);
      await report(orderId, 'succeeded');
    },
  ],
])('a %s notice', (kind, name, happens) => {
  it('that the mail server refuses needs attention until it is sent again', async () => {
    const orderId = await anOrder();
    mailServer().refuses = '550 5.1.1 mailbox unavailable';
    await happens(orderId);
    await sendAll();
    const message = `${name} to customer@example.com failed: mailbox unavailable`;
    expect(await problems()).toEqual([{ message, resolved: false }]);

    mailServer().refuses = null;
    expect(await resend(orderId, kind)).toBe('queued');
    expect(await sendAll()).toHaveLength(1);
    expect(await problems()).toEqual([{ message, resolved: true }]);
  });

  it('that bounces needs attention until it reaches another address', async () => {
    const orderId = await anOrder();
    await happens(orderId);
    await sendAll();
    const [mail] = await parts.rows<{ id: string }>('select id from mail_message');
    await bounce({ mailId: mail?.id ?? '', to: 'customer@example.com', at: new Date() });
    const message = `Email bounced: customer@example.com (${name.toLowerCase()})`;
    expect(await problems()).toEqual([{ message, resolved: false }]);

    await inTransaction((tx) => parts.get(OrdersService).correctEmail(tx, orderId, 'ada@example.com', 'Ada'));
    expect(await resend(orderId, kind)).toBe('queued');
    expect(await sendAll()).toHaveLength(2);
    expect(mailServer().received.at(-1)?.envelope.to).toEqual(['ada@example.com']);
    expect(await problems()).toEqual([{ message, resolved: true }]);
  });
});
