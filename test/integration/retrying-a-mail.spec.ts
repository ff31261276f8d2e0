import { ActivityLogQueries, ProblemRetries } from '@daybook/activity-log';
import { Database, type Transaction } from '@daybook/database';
import { DomainEvents } from '@daybook/events';
import { MailQueue } from '@daybook/mail';
import { OrdersService } from '@daybook/orders';
import { beforeEach, expect, it } from '@jest/globals';
import { aCheckout } from '../support/a-checkout.js';
import { useJobs } from '../support/jobs.js';
import { useMailServer } from '../support/mail-server.js';
import { useParts } from '../support/parts.js';

const mailServer = useMailServer();
const parts = useParts(() => ({ SMTP_URL: mailServer().url, MAIL_FROM: 'orders@shop.example' }));
const jobs = useJobs(parts);
const inTransaction = <T>(work: (tx: Transaction) => Promise<T>) => parts.get(Database).transaction(work);

let orderId: string;
beforeEach(async () => {
  await parts.clear();
  orderId = (await inTransaction((tx) => parts.get(OrdersService).place(tx, aCheckout(), new Date()))).id;
  await parts.rows('delete from mail_message');
  await parts.rows('delete from pgboss.job');
  Object.assign(mailServer(), { refuses: null });
  mailServer().received.length = 0;
});

async function sendAll(refuses: string | null = null): Promise<void> {
  Object.assign(mailServer(), { refuses });
  for (const payload of await jobs.waiting('send-mail')) await jobs.run('send-mail', payload);
  await parts.rows(`delete from pgboss.job where name = 'send-mail'`);
  Object.assign(mailServer(), { refuses: null });
}
const refused = '550 5.1.1 mailbox unavailable';

const ship = (key: string) => {
  const parcel = { key, carrier: 'DHL', trackingNumber: `1Z-${key}`, trackingUrl: `https://dhl.example/${key}` };
  return inTransaction((tx) => parts.get(MailQueue).enqueueShipping(tx, { orderId, parcel }));
};
const refundId = (number: number) => `01977777-7777-7777-8777-77777777777${number}`;
const money = { amount: 1_250, currency: 'GBP' };
const refund = (number: number) =>
  inTransaction((tx) => parts.get(MailQueue).enqueueRefund(tx, orderId, { id: refundId(number), ...money }));

const problems = async () => (await parts.get(ActivityLogQueries).listRecent({ onlyAttention: true }, 20)).items;
async function retryAll(): Promise<void> {
  await parts.get(ProblemRetries).request({ ids: (await problems()).map(({ id }) => id) }, 'Ada');
  await jobs.runWaiting('retry-problem');
  await sendAll();
}

it('the shipping notification of one parcel is sent again, not that of another, which came back', async () => {
  await ship('1');
  await sendAll();
  await parts.rows(`update mail_message set state = 'bounced'`);
  await ship('2');
  await sendAll(refused);
  await retryAll();

  const texts = mailServer().received.map(({ text }) => text);
  expect(texts).toEqual([expect.stringContaining('1Z-1'), expect.stringContaining('1Z-2')]);
});

it('a notice that was sent meanwhile is not sent again', async () => {
  await ship('1');
  await sendAll(refused);
  await parts.rows(`update mail_message set state = 'sent'`);
  await retryAll();
  expect(mailServer().received).toEqual([]);
});

it('the notice of a refund that the bank returned is no problem any more, and the other is not sent again', async () => {
  await refund(1);
  await sendAll(refused);
  await refund(2);
  await sendAll();
  const ids = (await problems()).map(({ id }) => id);
  await parts.get(ProblemRetries).request({ ids }, 'Ada');
  await inTransaction((tx) =>
    parts
      .get(DomainEvents)
      .publish(
        tx,
        'order.refund_failed',
        { refund: money, refundId: refundId(1), reason: 'the account is closed' },
        { orderId },
      ),
  );
  await jobs.runWaiting('retry-problem');
  await sendAll();

  expect((await problems()).map(({ message }) => message)).toEqual(['Refund of £12.50 failed: the account is closed']);
  expect(mailServer().received).toHaveLength(1);
});
