import type { RefundNotice } from '@daybook/contract';
import { Database, type Transaction } from '@daybook/database';
import { CancelOrder } from '@daybook/fulfilment';
import { MailQueries, MailQueue } from '@daybook/mail';
import { OrdersService } from '@daybook/orders';
import { HeldRefunds, RefundsService } from '@daybook/payments';
import { beforeEach, describe, expect, it } from '@jest/globals';
import { aCheckout } from '../support/a-checkout.js';
import { useJobs } from '../support/jobs.js';
import { useMailServer } from '../support/mail-server.js';
import { useParts } from '../support/parts.js';
import { reportRefund } from '../support/report-refund.js';

const mailServer = useMailServer();
const parts = useParts(() => ({
  SMTP_URL: mailServer().url,
  MAIL_FROM: 'orders@shop.example',
  SHOP_NAME: 'Saltmarsh Studio',
}));
const jobs = useJobs(parts);

beforeEach(async () => {
  await parts.clear();
  await parts.rows('delete from pgboss.job');
  mailServer().received.length = 0;
});

const inTransaction = <T>(work: (tx: Transaction) => Promise<T>) => parts.get(Database).transaction(work);

/** A paid order that no provider knows, whose confirmation is out of the way. */
async function anOrder(): Promise<string> {
  const checkout = aCheckout({ paymentIntentId: `pi_${crypto.randomUUID()}` });
  const { id } = await inTransaction((tx) => parts.get(OrdersService).place(tx, checkout, new Date()));
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
async function sendAll(): Promise<string[]> {
  for (const payload of await jobs.waiting('send-mail')) await jobs.run('send-mail', payload);
  return mailServer().received.map(({ text }) => text ?? '');
}
const told = () =>
  parts.rows(`select event_type from activity_log where event_type like 'order.email.%' order by occurred_at, id`);
const kinds = (orderId: string) => parts.get(MailQueries).listKinds(orderId);

describe('a cancelled order', () => {
  it('is told of in one mail', async () => {
    const orderId = await anOrder();
    await cancel(orderId);
    const [text, ...more] = await sendAll();
    expect(text).toContain('is cancelled. Nothing more will be sent.');
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
    expect(text).toContain('is cancelled');
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
    expect(await sendAll()).toEqual(expected.map(() => expect.stringContaining('we have refunded £12.50 of your')));
  });

  it('that the bank returns is told of no more, nor again', async () => {
    const orderId = await anOrder();
    await refund(orderId, crypto.randomUUID(), true);
    await report(orderId, 'succeeded');
    await report(orderId, 'failed');
    expect(await sendAll()).toEqual([]);
    expect(await kinds(orderId)).toEqual([]);
    const resend = inTransaction((tx) => parts.get(MailQueue).resend(tx, orderId, 'refund', 'Ada'));
    expect(await resend).toBe('nothing_to_send');
  });
});
