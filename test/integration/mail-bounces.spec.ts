import type { ActivityEntry, AttentionCount, MailService, Order, Page, Problem } from '@daybook/contract';
import { Database } from '@daybook/database';
import { ReminderSuppressions, MailQueue } from '@daybook/mail';
import { RejectedWebhooks } from '@daybook/webhooks';
import { beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { useOrderLinesStub } from '../faults/chaos/order-lines-stub.js';
import { useDaybook } from '../support/daybook.js';
import { useMailServer, type ReceivedMail } from '../support/mail-server.js';
import { mailWebhookSettings, recorded, sent, postWebhook, type About, type Proof } from '../support/mail-services.js';
import { aStripeEvent } from '../support/stripe.js';
import { waitFor } from '../support/wait-for.js';

const stripe = useOrderLinesStub();
const mailServer = useMailServer();
const daybook = useDaybook(() => ({
  STRIPE_API_URL: stripe().url,
  SMTP_URL: mailServer().url,
  MAIL_FROM: 'orders@shop.example',
  SHOP_NAME: 'Saltmarsh Studio',
  ...mailWebhookSettings,
}));
let cookie: string;
beforeAll(async () => {
  cookie = await daybook.signIn();
});

/** A confirmation as it reached its recipient's server. Sending one takes seconds, so most tests share one. */
interface Confirmation {
  orderId: string;
  mail: ReceivedMail;
  about: Required<Omit<About, 'at'>>;
}
let shared: Confirmation | undefined;

beforeEach(async () => {
  await daybook.rows('delete from webhook_event');
  await daybook.rows('delete from reminder_suppression');
  await daybook.rows(`delete from activity_log where event_type = 'email.bounced'`);
  await daybook.rows(`update mail_message set state = 'sent', bounced_at = null, last_error = null`);
});

/** Removes every order and mail, for a test that sends its own. */
async function clear(): Promise<void> {
  await daybook.clear();
  await daybook.rows('delete from mail_message');
  mailServer().received.length = 0;
  mailServer().attempts = 0;
  shared = undefined;
}

const bounces: Record<MailService, string> = {
  postmark: 'postmark/hard-bounce',
  mailgun: 'mailgun/failed-permanent',
  resend: 'resend/bounced',
};

/** Sends a recorded webhook of that service about a message; gives the status. */
async function bounce(service: MailService, about: About, proof?: Proof, name = bounces[service]): Promise<number> {
  return (await postWebhook(daybook.address, service, sent(service, recorded(name, about), proof))).status;
}

const untilProcessed = () =>
  waitFor(async () => (await daybook.rows(`select 1 from webhook_event where state = 'pending'`)).length === 0);
const states = async () =>
  (
    await daybook.rows<{ state: string }>(
      `select state from webhook_event where source <> 'stripe' order by received_at`,
    )
  ).map(({ state }) => state);
const isBounced = (email: string) =>
  daybook.worker.get(Database).transaction((tx) => daybook.worker.get(ReminderSuppressions).has(tx, email));

const aConfirmation = async () => (shared ??= await sendConfirmation());

async function sendConfirmation(): Promise<Confirmation> {
  await clear();
  await daybook.postStripeWebhook(aStripeEvent());
  // with its whole timeline: that its line has no provider is recorded at the same time, and needs attention
  const [row] = await waitFor(async () => {
    const rows = await daybook.rows<{ id: string; order_id: string }>(
      `select mail_message.id, order_id from mail_message join activity_log using (order_id)
       where mail_message.state = 'sent' and event_type = 'order.submission_failed'`,
    );
    return rows.length > 0 ? rows : null;
  });
  const [mail] = mailServer().received;
  if (!row || !mail) throw new Error('No confirmation was sent.');
  const about = {
    mailId: row.id,
    messageId: mail.messageId ?? '',
    to: 'customer@example.com',
    subject: mail.subject ?? '',
  };
  return { orderId: row.order_id, mail, about };
}

const timeline = async (orderId: string) =>
  (await daybook.ask<{ items: ActivityEntry[] }>(cookie, `/api/orders/${orderId}/activity`)).items;

async function bounceEntries(orderId: string): Promise<ActivityEntry[]> {
  return (await timeline(orderId)).filter(({ eventType }) => eventType === 'email.bounced');
}
const attention = async () => (await daybook.ask<AttentionCount>(cookie, '/api/activity/attention')).count;

describe.each(['postmark', 'mailgun', 'resend'] as const)('a bounce reported by %s', (service) => {
  it('is on the order’s timeline, needs attention, and marks the address', async () => {
    const { orderId, about } = await aConfirmation();
    // what the tests above had rejected is otherwise recorded within a minute, and needs attention too
    await daybook.api.get(RejectedWebhooks).flush();
    const before = await attention();
    const at = new Date(Date.now() + 5_000);
    expect(await bounce(service, { ...about, at })).toBe(200);
    await untilProcessed();

    expect(await bounceEntries(orderId)).toEqual([
      expect.objectContaining({
        level: 'warning',
        message: 'Email bounced: customer@example.com (order confirmation)',
        occurredAt: at.toISOString(),
        actor: { postmark: 'Postmark', mailgun: 'Mailgun', resend: 'Resend' }[service],
        resolvedAt: null,
      }),
    ]);
    expect(await attention()).toBe(before + 1);
    expect(await daybook.rows('select state, bounced_at from mail_message')).toEqual([
      { state: 'bounced', bounced_at: at },
    ]);
    expect([await isBounced('CUSTOMER@Example.com '), await isBounced('other@example.com')]).toEqual([true, false]);
  });

  it('is recorded once when it comes twice, and once more under another id', async () => {
    const { orderId, about } = await aConfirmation();
    for (const id of ['one', 'one', 'two']) expect(await bounce(service, about, { id })).toBe(200);
    await untilProcessed();
    expect(await bounceEntries(orderId)).toHaveLength(1);
  });

  it('finds its message by address and subject when the service returns nothing else', async () => {
    const { orderId, about } = await aConfirmation();
    await bounce(service, { to: 'Customer@example.com', subject: about.subject });
    await bounce(service, { to: about.to, subject: 'Another mail' });
    await bounce(service, { to: 'other@example.com', subject: about.subject });
    await untilProcessed();
    expect(await bounceEntries(orderId)).toHaveLength(1);
    expect((await states()).sort()).toEqual(['ignored', 'ignored', 'processed']);
  });

  it('about another shop’s mail is stored and ignored', async () => {
    await aConfirmation();
    const mailId = '019abf3c-5d2e-7c41-9b0a-3f6e2d1c8a57';
    await bounce(service, { mailId, to: 'customer@example.com', subject: 'Another shop’s mail' });
    await untilProcessed();
    expect([await states(), await isBounced('customer@example.com')]).toEqual([['ignored'], false]);
  });

  it.each([
    ['forged', { secret: service === 'resend' ? 'whsec_Zm9yZ2Vk' : 'forged' }],
    ...(service === 'postmark' ? [] : [['stale', { at: new Date(Date.now() - 302_000) }] as [string, Proof]]),
  ] satisfies [string, Proof][])('is answered 400 and not stored when it is %s', async (_, proof) => {
    expect(await bounce(service, { to: 'customer@example.com' }, proof)).toBe(400);
    expect(await states()).toEqual([]);
  });

  it('is accepted with the next secret', async () => {
    const [, secret = ''] =
      Object.values(mailWebhookSettings)[['postmark', 'mailgun', 'resend'].indexOf(service)]?.split(',') ?? [];
    expect(await bounce(service, { to: 'customer@example.com' }, { secret })).toBe(200);
  });

  // Mailgun signs in the body, and the headers sign `{}` for Resend
  const isGenuine = (body: string) => service === 'postmark' || (service === 'resend' && body === '{}');
  it.each(['', 'hello', '[]', '{"a":', '{}'])('that is no event is kept if it is genuine: %j', async (body) => {
    const { headers } = sent(service, {});
    const { status } = await postWebhook(daybook.address, service, { body, headers });
    await untilProcessed();
    expect([status, await states()]).toEqual(isGenuine(body) ? [200, ['failed']] : [400, []]);
  });
});

it('a bounce finds its message by the Message-ID', async () => {
  const { orderId, about } = await aConfirmation();
  const { messageId } = about;
  await bounce('mailgun', { messageId });
  await bounce('resend', { messageId });
  await untilProcessed();
  expect([await bounceEntries(orderId), (await states()).sort()]).toEqual([
    [expect.anything()],
    ['processed', 'processed'],
  ]);
});

it('a mail carries its id in the header that each service returns', async () => {
  const { mail, about } = await aConfirmation();
  const value = (name: string) => mail.headers.get(name);
  expect([value('x-pm-metadata-daybook-mail'), value('x-mailgun-variables'), value('x-daybook-mail')]).toEqual([
    about.mailId,
    `{"daybook-mail":"${about.mailId}"}`,
    about.mailId,
  ]);
});

it('says that a message failed which Resend accepted and did not send, until it is sent again', async () => {
  const { orderId, about } = await aConfirmation();
  const body = recorded('resend/bounced', about);
  Object.assign(body, {
    type: 'email.failed',
    data: { ...(body['data'] as object), failed: { reason: 'reached_daily_quota' } },
  });
  expect((await postWebhook(daybook.address, 'resend', sent('resend', body))).status).toBe(200);
  await untilProcessed();
  const failures = () =>
    daybook.rows(
      `select message, actor, resolved_at is not null as resolved from activity_log
       where event_type = 'order.email.failed' and order_id = $1`,
      [orderId],
    );
  const message = `Order confirmation to ${about.to} failed: reached daily quota`;
  expect(await failures()).toEqual([{ message, actor: 'Resend', resolved: false }]);

  await daybook.ask(cookie, `/api/orders/${orderId}/emails/confirmation/resend`, { method: 'POST' });
  await waitFor(async () => (await failures()).some((row) => (row as { resolved: boolean }).resolved));
  shared = undefined;
});

it.each([
  ['postmark', 'postmark/delivery'],
  ['mailgun', 'mailgun/failed-temporary'],
  ['mailgun', 'mailgun/delivered'],
  ['resend', 'resend/delivered'],
] as const)('stores and ignores what %s sends in %s', async (service, name) => {
  const { orderId, about } = await aConfirmation();
  expect(await bounce(service, about, {}, name)).toBe(200);
  await untilProcessed();
  expect([await states(), await bounceEntries(orderId), await isBounced(about.to)]).toEqual([['ignored'], [], false]);
});

it.each([
  ['postmark', { RecordType: 'SomethingNew', more: { deep: [1] } }],
  ['mailgun', { 'event-data': { event: 'something-new', timestamp: 'soon' } }],
  ['resend', { type: 'email.something_new', data: 'x' }],
] as const)('stores and ignores an unknown event type of %s', async (service, body) => {
  expect((await postWebhook(daybook.address, service, sent(service, body))).status).toBe(200);
  await untilProcessed();
  expect(await states()).toEqual(['ignored']);
});

it.each([
  ['postmark', 'postmark/spam-complaint'],
  ['mailgun', 'mailgun/complained'],
  ['resend', 'resend/complained'],
] as const)(
  'marks the address of a spam complaint without an entry, because the mail arrived: %s, %s',
  async (service, name) => {
    const { orderId, about } = await aConfirmation();
    await bounce(service, about, {}, name);
    await untilProcessed();
    expect([await bounceEntries(orderId), await isBounced(about.to)]).toEqual([[], true]);
  },
);

it('a bounce is resolved by resending the mail to a corrected address, not to the same one', async () => {
  const { orderId, about } = await sendConfirmation();
  await bounce('postmark', about);
  await untilProcessed();
  const mails = daybook.worker.get(MailQueue);
  const again = async (count: number) => {
    await daybook.worker.get(Database).transaction((tx) => mails.resend(tx, orderId, 'confirmation', 'Ada'));
    await waitFor(async () => (await daybook.rows(`select 1 from mail_message where state = 'sent'`)).length === count);
  };
  await again(1);
  expect((await bounceEntries(orderId))[0]?.resolvedAt).toBeNull();

  const body = JSON.stringify({ email: ' ada@example.com ' });
  const order = await daybook.ask<Order>(cookie, `/api/orders/${orderId}/email`, { method: 'PUT', body });
  expect(order.customerEmail).toBe('ada@example.com');
  expect([await isBounced('customer@example.com'), await isBounced('ada@example.com')]).toEqual([true, false]);
  await again(2);
  expect((await timeline(orderId)).map(({ message }) => message)).toContain(
    'E-mail corrected: customer@example.com → ada@example.com',
  );
  expect((await bounceEntries(orderId))[0]?.resolvedBy).toMatchObject({ eventType: 'order.email.confirmation_sent' });
});

it.each([
  '',
  'ada',
  'ada@',
  'ada@example',
  'ada@example.',
  'a b@example.com',
  '<b>@example.com',
  'a@b.com,c@d.com',
  7,
  null,
])('an order’s address cannot be corrected to %j', async (email) => {
  const { orderId } = await aConfirmation();
  const body = JSON.stringify({ email });
  const init = { method: 'PUT', headers: { cookie, 'content-type': 'application/json' }, body };
  const response = await fetch(`${daybook.address}/api/orders/${orderId}/email`, init);
  expect([response.status, ((await response.json()) as Problem).errors?.[0]?.field]).toEqual([400, 'email']);
});

it('a bounce dated before its mail, by a clock that is behind, is still listed after it', async () => {
  const { orderId, about } = await aConfirmation();
  await bounce('mailgun', { ...about, at: new Date(Date.now() - 60_000) });
  await untilProcessed();
  const entries = await timeline(orderId);
  const types = entries.map(({ eventType }) => eventType);
  expect(types.indexOf('email.bounced')).toBeGreaterThan(types.indexOf('order.email.confirmation_sent'));
  expect(entries.find(({ eventType }) => eventType === 'email.bounced')?.resolvedAt).toBeNull();
});

it('a bounce is retried while its message is being sent', async () => {
  await clear();
  const { promise, resolve } = Promise.withResolvers<void>();
  mailServer().beforeAccepting = () => promise;
  await daybook.postStripeWebhook(aStripeEvent());
  // The mail server delays the mail: the message is locked from the first command until it accepts. A lock alone proves less,
  // because a first attempt may only find that the order's lines have not been fetched.
  await waitFor(() => mailServer().attempts > 0);
  const [row] = await daybook.rows<{ id: string }>('select id from mail_message');
  await bounce('resend', { mailId: row?.id ?? '' });
  const [webhook] = await waitFor(async () => {
    const rows = await daybook.rows<{ last_error: string | null }>(
      `select last_error from webhook_event where source = 'resend' and attempts > 0`,
    );
    return rows.length > 0 ? rows : null;
  });
  expect(webhook?.last_error).toBe('that mail is being sent right now');
  mailServer().beforeAccepting = () => undefined;
  resolve();
  await waitFor(async () => (await daybook.rows(`select 1 from mail_message where state = 'sent'`)).length === 1);
});

it('only mail services have routes below /webhooks/email', async () => {
  const answers = ['/webhooks/postmark', '/webhooks/email/stripe', '/webhooks/email/sendgrid'].map(async (path) => {
    const { body, headers } = sent('postmark', recorded('postmark/hard-bounce'));
    return (await fetch(daybook.address + path, { method: 'POST', body, headers })).status;
  });
  expect(await Promise.all(answers)).toEqual([404, 404, 404]);
});

it('counts rejected webhooks in one entry per service', async () => {
  // what the tests above had rejected
  await daybook.api.get(RejectedWebhooks).flush();
  await daybook.rows(`delete from activity_log where event_type = 'webhook.rejected'`);
  for (const secret of ['a', 'b', 'c']) await bounce('postmark', {}, { secret });
  await daybook.api.get(RejectedWebhooks).flush();
  const feed = await daybook.ask<Page<ActivityEntry>>(cookie, '/api/activity?type=webhook.rejected');
  expect(feed.items.map(({ message }) => message)).toContain('3 Postmark webhooks rejected: bad password');
});
