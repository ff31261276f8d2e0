import { randomUUID } from 'node:crypto';
import type { MailService } from '@daybook/contract';
import { Database } from '@daybook/database';
import { OrdersService } from '@daybook/orders';
import { WebhookSources } from '@daybook/webhooks';
import { beforeEach, describe, expect, it } from '@jest/globals';
import { aCheckout } from '../../../../test/support/a-checkout.js';
import { mailWebhookSettings, sent } from '../../../../test/support/mail-services.js';
import { useParts } from '../../../../test/support/parts.js';
import { mailRows } from '../../test/mail-rows.js';

const parts = useParts({
  ...{ SMTP_URL: 'smtp://127.0.0.1:9', MAIL_FROM: 'orders@shop.example' },
  ...mailWebhookSettings,
});

beforeEach(async () => {
  // deleting a few rows is ten times as fast as truncating
  for (const table of [
    'activity_log',
    'mail_message',
    'customer_order',
    'reminder_suppression',
    'unsubscribed_address',
  ])
    await parts.rows(`delete from ${table}`);
});

type Json = Record<string, unknown>;
interface Sent {
  mailId: string;
  to: string;
  subject: string;
}

/** A confirmation that the mail server has accepted. */
async function aSentMail(customerEmail: string): Promise<Sent> {
  await parts
    .get(Database)
    .transaction((tx) => parts.get(OrdersService).place(tx, aCheckout({ customerEmail }), new Date('2026-02-14')));
  const [row] = await mailRows(parts);
  const mailId = row?.id ?? '';
  const subject = `Your order ${mailId}`;
  await parts.rows(`update mail_message set state = 'sent', subject = $1, message_id = $2, sent_at = now()`, [
    subject,
    `<${mailId}@shop.example>`,
  ]);
  return { mailId, to: customerEmail, subject };
}

/** What came of a webhook: its state, the entries, and whether the address gets reminders. */
async function receive(service: MailService, body: Json, to: string) {
  const source = parts.get(WebhookSources).get(service);
  const webhook = sent(service, body);
  await source.verify(Buffer.from(webhook.body), webhook.headers, new Date());
  const { type, occurredAt } = source.parse(webhook.body, webhook.headers);
  const stored = { id: randomUUID(), eventId: randomUUID(), type, occurredAt: occurredAt ?? new Date() };
  const outcome = await parts.get(Database).transaction((tx) => source.process(tx, { ...stored, body: webhook.body }));
  const entries = await parts.rows<{ message: string; resolved: boolean }>(
    `select message, resolved_at is not null as resolved from activity_log
     where event_type in ('email.bounced', 'order.email.failed')`,
  );
  const [kept] = await parts.rows<{ reminded: boolean }>(
    `select not exists (select from reminder_suppression) and not exists (select from unsubscribed_address) as reminded`,
  );
  expect(entries.filter(({ resolved }) => resolved)).toEqual([]);
  const messages = entries.map(({ message }) => message.replace(to, '…'));
  const state = typeof outcome === 'string' ? outcome : 'waiting';
  const told = [state, ...messages, ...(kept?.reminded ? [] : ['no reminders'])];
  return told.join('; ');
}

const bounced = 'processed; Email bounced: … (order confirmation)';
const gone = `${bounced}; no reminders`;
const silenced = 'processed; no reminders';
const failed = (reason: string) => `processed; Order confirmation to … failed: ${reason}`;
const noReason = failed('the mail service gave no reason');

const ofPostmark = ({ mailId, to, subject }: Sent, more: Json = {}): Json => ({
  ...{ RecordType: 'Bounce', MessageStream: 'outbound', ID: 42, Type: 'HardBounce', TypeCode: 1, Email: to },
  ...{
    Subject: subject,
    Details: 'smtp;550 5.1.1 no such user',
    Metadata: { 'daybook-mail': mailId },
    Inactive: false,
  },
  ...{ BouncedAt: '2026-02-14T09:28:10.2735393-05:00', MessageID: '2c1b63fe-43f2-4db5-91b0-8bdfa44a9316' },
  ...more,
});
const ofMailgun = ({ mailId, to, subject }: Sent, more: Json = {}): Json => ({
  'event-data': {
    ...{ event: 'failed', severity: 'permanent', reason: 'bounce', timestamp: 1_771_079_290.27, recipient: to },
    'delivery-status': { code: 550, message: '5.1.1 no such user' },
    message: { headers: { 'message-id': `${mailId}@shop.example`, subject } },
    'user-variables': { 'daybook-mail': mailId },
    ...more,
  },
});
const ofResend = ({ mailId, to, subject }: Sent, type: string, more: Json = {}): Json => ({
  ...{ type, created_at: '2026-02-14T14:28:10.273Z' },
  data: {
    ...{ email_id: '56761188-7520-42d8-8898-ff6fc54ce618', to: [to], subject },
    headers: [{ name: 'X-Daybook-Mail', value: mailId }],
    ...more,
  },
});
const change = (more: Json) => ({ RecordType: 'SubscriptionChange', Type: undefined, BouncedAt: undefined, ...more });

const postmarkRows: [string, Json, string][] = [
  ['HardBounce', {}, gone],
  ['BadEmailAddress', { Type: 'BadEmailAddress' }, gone],
  ['ManuallyDeactivated', { Type: 'ManuallyDeactivated' }, gone],
  ['SoftBounce, after which it attempts no more', { Type: 'SoftBounce' }, bounced],
  ['Transient', { Type: 'Transient' }, bounced],
  ['DnsError', { Type: 'DnsError' }, bounced],
  ['Unknown', { Type: 'Unknown' }, bounced],
  ['ChallengeVerification', { Type: 'ChallengeVerification' }, bounced],
  ['Unconfirmed', { Type: 'Unconfirmed' }, bounced],
  ['Blocked', { Type: 'Blocked', Inactive: true }, bounced],
  ['SpamNotification', { Type: 'SpamNotification' }, bounced],
  ['VirusNotification', { Type: 'VirusNotification' }, bounced],
  ['DMARCPolicy', { Type: 'DMARCPolicy' }, bounced],
  [
    'SMTPApiError',
    { Type: 'SMTPApiError', Details: 'The sender is not confirmed.' },
    failed('The sender is not confirmed.'),
  ],
  [
    'SMTPApiError in another script',
    { Type: 'SMTPApiError', Details: '送信者が\0確認されていません。' },
    failed('送信者が 確認されていません。'),
  ],
  ['SMTPApiError without words', { Type: 'SMTPApiError', Details: null }, noReason],
  ['TemplateRenderingFailed', { Type: 'TemplateRenderingFailed', Details: '' }, noReason],
  ['SpamComplaint as a bounce type', { Type: 'SpamComplaint' }, silenced],
  ['SpamComplaint', { RecordType: 'SpamComplaint', Type: 'SpamComplaint' }, silenced],
  ['SpamComplaint without a type', { RecordType: 'SpamComplaint', Type: null }, silenced],
  ['Unsubscribe', { Type: 'Unsubscribe' }, silenced],
  ['Subscribe', { Type: 'Subscribe' }, 'ignored'],
  ['AutoResponder', { Type: 'AutoResponder' }, 'ignored'],
  ['AddressChange', { Type: 'AddressChange' }, 'ignored'],
  ['OpenRelayTest', { Type: 'OpenRelayTest' }, 'ignored'],
  ['InboundError', { Type: 'InboundError' }, 'ignored'],
  ['a bounce of a type nobody knows', { Type: 'SomethingNew' }, bounced],
  ['one named like a property of every object', { Type: 'constructor' }, bounced],
  ['one of an address it has given up', { Type: 'SomethingNew', Inactive: true }, gone],
  ['a bounce without a type', { Type: undefined }, bounced],
  ['a bounce whose type is null', { Type: null }, bounced],
  ['a bounce from before 2018, without a record type', { RecordType: undefined, MessageStream: undefined }, gone],
  ['a bounce without its optional fields', { Subject: undefined, Details: undefined, Email: undefined }, gone],
  ['a bounce whose optional fields are null', { ID: null, Subject: null, Details: null, Inactive: null }, gone],
  [
    'a bounce with fields of other types',
    { ID: 'x', Subject: 5, Details: ['no'], Inactive: 'yes', BouncedAt: 'soon' },
    gone,
  ],
  ['a bounce without metadata, known by address and subject', { Metadata: undefined }, gone],
  ['a bounce whose metadata is null', { Metadata: null }, gone],
  ['a change for a hard bounce', change({ SuppressSending: true, SuppressionReason: 'HardBounce' }), gone],
  ['a change for a complaint', change({ SuppressSending: true, SuppressionReason: 'SpamComplaint' }), silenced],
  ['a change by its reader', change({ SuppressSending: true, SuppressionReason: 'ManualSuppression' }), silenced],
  ['a change without a reason', change({ SuppressSending: true, SuppressionReason: null }), silenced],
  ['a change back', change({ SuppressSending: false, SuppressionReason: null }), 'ignored'],
  ['a change of nothing', change({}), 'ignored'],
  ['Delivery', { RecordType: 'Delivery', DeliveredAt: '2026-02-14T14:28:10Z' }, 'ignored'],
  ['Open', { RecordType: 'Open' }, 'ignored'],
  ['Click', { RecordType: 'Click' }, 'ignored'],
  ['a record type nobody knows', { RecordType: 'SomethingNew' }, 'ignored'],
];

const mailgunRows: [string, Json, string][] = [
  ['a permanent failure', {}, gone],
  ['a suppressed address', { reason: 'suppress-bounce', 'delivery-status': { message: '' } }, gone],
  ['one that was attempted for too long', { reason: 'old' }, bounced],
  ['a blocked sender', { reason: 'espblock' }, bounced],
  ['a failure for no known reason', { reason: 'generic' }, bounced],
  ['a failure without a severity', { severity: undefined }, gone],
  ['a failure of a severity nobody knows', { severity: 'final' }, gone],
  ['a temporary failure, which it attempts again', { severity: 'temporary' }, 'ignored'],
  ['rejected', { event: 'rejected', severity: null, reject: { reason: 'Sandbox domain' } }, failed('Sandbox domain')],
  [
    'rejected in another script',
    { event: 'rejected', reject: { reason: 'مجال غير موثوق' } },
    failed('\u2068مجال غير موثوق\u2069'),
  ],
  ['rejected without words', { event: 'rejected', reason: null, 'delivery-status': null }, noReason],
  ['complained', { event: 'complained', severity: undefined }, silenced],
  ['unsubscribed', { event: 'unsubscribed', severity: undefined }, silenced],
  ['without its optional fields', { reason: undefined, 'delivery-status': undefined, timestamp: undefined }, gone],
  ['whose optional fields are null', { reason: null, 'delivery-status': null, message: null, timestamp: null }, gone],
  ['with fields of other types', { reason: 5, 'delivery-status': 'no', timestamp: 'soon', message: [] }, gone],
  ['without variables, known by its header', { 'user-variables': undefined }, gone],
  ['whose variables are an empty list', { 'user-variables': [] }, gone],
  ['delivered', { event: 'delivered' }, 'ignored'],
  ['accepted', { event: 'accepted' }, 'ignored'],
  ['opened', { event: 'opened' }, 'ignored'],
  ['clicked', { event: 'clicked' }, 'ignored'],
  ['stored', { event: 'stored' }, 'ignored'],
  ['an event nobody knows', { event: 'something_new' }, 'ignored'],
];

const permanent = { bounce: { type: 'Permanent', subType: 'General', message: 'no such user' } };
const resendRows: [string, string, Json, string][] = [
  ['a permanent bounce', 'email.bounced', permanent, gone],
  ['a transient bounce, after which it attempts no more', 'email.bounced', { bounce: { type: 'Transient' } }, bounced],
  ['an undetermined bounce', 'email.bounced', { bounce: { type: 'Undetermined' } }, bounced],
  ['a bounce of a type nobody knows', 'email.bounced', { bounce: { type: 'SomethingNew', message: null } }, gone],
  ['a bounce of an older version, without details', 'email.bounced', {}, gone],
  ['a bounce whose details are null', 'email.bounced', { bounce: null }, gone],
  ['a used-up quota', 'email.failed', { failed: { reason: 'reached_daily_quota' } }, failed('reached daily quota')],
  [
    'a failure in words',
    'email.failed',
    { failed: { reason: 'Domain is not verified' } },
    failed('Domain is not verified'),
  ],
  [
    'a failure in another script',
    'email.failed',
    { failed: { reason: 'Домен не подтверждён' } },
    failed('Домен не подтверждён'),
  ],
  ['a failure without a reason', 'email.failed', {}, noReason],
  ['a failure whose reason is null', 'email.failed', { failed: { reason: null } }, noReason],
  ['a failure with fields of other types', 'email.failed', { failed: 'yes', to: null, subject: 5 }, noReason],
  ['a suppressed address', 'email.suppressed', { suppressed: { type: 'OnAccountSuppressionList' } }, gone],
  ['a suppressed address without details', 'email.suppressed', {}, gone],
  ['a complaint', 'email.complained', {}, silenced],
  ['a bounce without headers, known by address and subject', 'email.bounced', { headers: undefined }, gone],
  ['a bounce whose headers are null', 'email.bounced', { headers: null }, gone],
  ['a delay', 'email.delivery_delayed', {}, 'ignored'],
  ['scheduled', 'email.scheduled', {}, 'ignored'],
  ['sent', 'email.sent', {}, 'ignored'],
  ['delivered', 'email.delivered', {}, 'ignored'],
  ['opened', 'email.opened', {}, 'ignored'],
  ['clicked', 'email.clicked', {}, 'ignored'],
  ['received', 'email.received', {}, 'ignored'],
  ['a contact', 'contact.created', {}, 'ignored'],
  ['an event nobody knows', 'email.something_new', {}, 'ignored'],
];

describe('what a mail service says after it has accepted a message', () => {
  it.each(postmarkRows)('is told rightly for Postmark: %s', async (_, more, expected) => {
    const mail = await aSentMail('customer@example.com');
    expect(await receive('postmark', ofPostmark(mail, more), mail.to)).toBe(expected);
  });

  it.each(mailgunRows)('is told rightly for Mailgun: %s', async (_, more, expected) => {
    const mail = await aSentMail('customer@example.com');
    expect(await receive('mailgun', ofMailgun(mail, more), mail.to)).toBe(expected);
  });

  it.each(resendRows)('is told rightly for Resend: %s', async (_, type, more, expected) => {
    const mail = await aSentMail('customer@example.com');
    expect(await receive('resend', ofResend(mail, type, more), mail.to)).toBe(expected);
  });

  const silent = ({ subject }: Sent) => ({ reason: null, 'delivery-status': null, message: { headers: { subject } } });
  const unknown = { mailId: randomUUID(), subject: 'Another shop’s mail' };
  const addresses: [string, string, string | string[]][] = [
    ['in capitals', 'ada@example.com', 'ADA@Example.COM'],
    ['with its name', 'ada@example.com', ['Ada Green <ada@example.com>']],
    ['first of several', 'ada@example.com', ['ada@example.com', 'grace@example.com']],
    ['as plain text', 'ada@example.com', 'ada@example.com'],
    ['in another script', 'мария@пример.example', ['мария@пример.example']],
    ['whose domain is written in ASCII', 'ada@münchen.example', ['ada@xn--mnchen-3ya.example']],
    ['in wide letters', 'ada@example.com', ['ａｄａ@example.com']],
  ];
  it.each(addresses)('finds its message by subject and address alone: %s', async (_, to, reported) => {
    const mail = await aSentMail(to);
    const body = ofResend(mail, 'email.failed', { to: reported, headers: [] });
    expect(await receive('resend', body, to)).toBe(noReason);
    const [first = ''] = [reported].flat();
    const report = { ...mail, to: /<(.+)>/.exec(first)?.[1] ?? first };
    const others: [MailService, Json][] = [
      ['postmark', ofPostmark(report, { Metadata: {}, Type: 'SMTPApiError', Details: null })],
      ['mailgun', ofMailgun(report, { event: 'rejected', 'user-variables': {}, ...silent(report) })],
    ];
    for (const [service, other] of others) {
      await parts.rows(`update mail_message set state = 'sent'; delete from activity_log`);
      expect(await receive(service, other, to)).toBe(noReason);
    }
  });

  it.each<[MailService, Json]>([
    ['postmark', ofPostmark({ ...unknown, to: 'customer@example.com' })],
    ['mailgun', ofMailgun({ ...unknown, to: 'customer@example.com' })],
    ['resend', ofResend({ ...unknown, to: 'customer@example.com' }, 'email.failed')],
  ])('is ignored for a message of another application at %s', async (service, body) => {
    await aSentMail('customer@example.com');
    expect(await receive(service, body, '')).toBe('ignored');
  });

  it('is told once, whatever the number of reports', async () => {
    const mail = await aSentMail('customer@example.com');
    for (let time = 0; time < 3; time += 1)
      expect(await receive('resend', ofResend(mail, 'email.failed'), mail.to)).toBe(noReason);
    expect(await mailRows(parts)).toMatchObject([{ state: 'failed', last_error: 'the mail service gave no reason' }]);
  });
});
