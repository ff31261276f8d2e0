import type { ActivityEntry, Page, Problem, QueuedJob } from '@daybook/contract';
import { Database } from '@daybook/database';
import { MailQueue } from '@daybook/mail';
import { beforeEach, expect, it } from '@jest/globals';
import { useOrderLinesStub } from '../faults/chaos/order-lines-stub.js';
import { useDaybook } from '../support/daybook.js';
import { useMailServer } from '../support/mail-server.js';
import { aStripeEvent } from '../support/stripe.js';
import { waitFor } from '../support/wait-for.js';

const stripe = useOrderLinesStub();
const mailServer = useMailServer();
const daybook = useDaybook(() => ({
  STRIPE_API_URL: stripe().url,
  SMTP_URL: mailServer().url,
  MAIL_FROM: 'orders@shop.example',
  SHOP_NAME: 'Saltmarsh Studio',
  MAIL_ATTEMPTS: '2',
  MAIL_RETRY_SECONDS: '1',
}));

beforeEach(async () => {
  await daybook.clear();
  mailServer().received.length = 0;
});

interface Entry {
  event_type: string;
  message: string;
  resolved_by: { eventType: string } | null;
}
const timeline = () =>
  daybook.rows<Entry>('select event_type, message, resolved_by from activity_log order by occurred_at, id');
/** The second attempt comes a second later, at the queue's next poll. */
const untilRecorded = (event: string) =>
  waitFor(async () => (await timeline()).find(({ event_type }) => event_type === event), { within: 30_000 });

it('confirms a paid order with its lines, and records that on its timeline', async () => {
  await daybook.postStripeWebhook();
  await untilRecorded('order.email.confirmation_sent');

  const [mail, ...more] = mailServer().received;
  expect(more).toEqual([]);
  expect(mail?.envelope).toEqual({ from: 'orders@shop.example', to: ['customer@example.com'] });
  expect(mail?.subject).toMatch(/^Your order SS-\d{6}-0001 at Saltmarsh Studio$/);
  expect(mail?.text).toContain('1 × Mug');
  expect((await timeline()).map(({ message }) => message)).toContain('Order confirmation sent to customer@example.com');
});

it('confirms an order once, however often its payment is reported', async () => {
  const body = aStripeEvent({ session: { id: 'cs_once' } });
  const again = aStripeEvent({ session: { id: 'cs_once' }, type: 'checkout.session.async_payment_succeeded' });
  await Promise.all([body, body, again].map((event) => daybook.postStripeWebhook(event)));
  await untilRecorded('order.email.confirmation_sent');
  await waitFor(async () => {
    const open = await daybook.rows(
      `select 1 from webhook_event where state = 'pending' union all
       select 1 from pgboss.job where state in ('created', 'retry', 'active') and name not like '\\_\\_pgboss%'`,
    );
    return open.length === 0;
  });

  expect(mailServer().received).toHaveLength(1);
});

it('records an address that is refused; resending once it is accepted resolves the problem', async () => {
  mailServer().refuses = '552 5.2.2 Mailbox full';
  await daybook.postStripeWebhook();
  const failed = await untilRecorded('order.email.failed');
  expect(failed.message).toBe(
    'Order confirmation to customer@example.com failed: mailbox full — gave up after 2 attempts',
  );
  expect(await attention()).toBe(1);
  const cookie = await daybook.signIn();
  const [givenUp] = await givenUpJobs(cookie);
  expect(givenUp).toMatchObject({
    name: 'send-mail',
    retryHint: expect.stringContaining('Resend it on its order’s page'),
  });
  expect(givenUp?.orderNumber).toMatch(/^SS-/);
  const run = { method: 'POST', headers: { cookie } };
  const refused = await fetch(`${daybook.address}/api/jobs/${givenUp?.id ?? ''}/run`, run);
  expect([refused.status, ((await refused.json()) as Problem).detail]).toEqual([
    409,
    'This job has ended. Resend it on its order’s page. A cart reminder is not sent again.',
  ]);

  mailServer().refuses = null;
  const [order] = await daybook.rows<{ id: string }>('select id from customer_order');
  const mails = daybook.worker.get(MailQueue);
  await daybook.worker.get(Database).transaction((tx) => mails.resend(tx, order?.id ?? '', 'confirmation', 'Ada'));
  await untilRecorded('order.email.confirmation_sent');

  expect(mailServer().received).toHaveLength(1);
  expect((await timeline()).find(({ event_type }) => event_type === 'order.email.failed')?.resolved_by).toMatchObject({
    eventType: 'order.email.confirmation_sent',
  });
  expect(await attention()).toBe(0);
  expect(await givenUpJobs(cookie)).toEqual([]);
}, 90_000);

const givenUpJobs = async (cookie: string) =>
  (await daybook.ask<Page<QueuedJob>>(cookie, '/api/jobs?state=discarded')).items.filter(
    ({ name }) => name === 'send-mail',
  );

/** Open mail problems only; the products here have no provider, which is a problem of its own. */
async function attention(): Promise<number> {
  const open = '/api/activity?tab=attention&type=order.email.failed';
  return (await daybook.ask<Page<ActivityEntry>>(await daybook.signIn(), open)).items.length;
}
