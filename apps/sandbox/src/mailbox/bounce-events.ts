import type { MailService } from '@daybook/contract';
import { randomBytes, randomInt, randomUUID } from 'node:crypto';
import type { Mail } from './mail.js';

export const bounceKindLabels = {
  hard: 'the address does not exist',
  soft: 'the mailbox is full at the moment',
  complaint: 'the recipient marked it as spam',
} as const;
export type BounceKind = keyof typeof bounceKindLabels;

const unknownUser = '5.1.1 The e-mail account that was tried does not exist';
const mailboxFull = '4.2.2 The e-mail account is over its quota';

const recipientOf = ({ envelope }: Mail) => envelope.to[0] ?? '';

function toPostmarkEvent(mail: Mail, kind: BounceKind) {
  const types = {
    hard: { Type: 'HardBounce', TypeCode: 1, Name: 'Hard bounce', Details: `smtp;550 ${unknownUser}` },
    soft: { Type: 'SoftBounce', TypeCode: 4096, Name: 'Soft bounce', Details: `smtp;452 ${mailboxFull}` },
    complaint: { Type: 'SpamComplaint', TypeCode: 512, Name: 'Spam complaint', Details: '' },
  };
  const prefix = 'x-pm-metadata-';
  const metadata = mail.headers.filter(({ name }) => name.toLowerCase().startsWith(prefix));
  return {
    RecordType: kind === 'complaint' ? 'SpamComplaint' : 'Bounce',
    MessageStream: 'outbound',
    ID: randomInt(100_000_000, 999_999_999),
    ...types[kind],
    Tag: '',
    MessageID: randomUUID(),
    Metadata: Object.fromEntries(metadata.map(({ name, value }) => [name.slice(prefix.length).toLowerCase(), value])),
    ServerID: 23,
    Description: kind === 'hard' ? 'The server was unable to deliver your message (ex: unknown user).' : '',
    Email: recipientOf(mail),
    From: mail.envelope.from,
    BouncedAt: new Date().toISOString(),
    DumpAvailable: true,
    Inactive: kind !== 'soft',
    CanActivate: kind === 'hard',
    Subject: mail.subject,
  };
}

function toMailgunEvent(mail: Mail, kind: BounceKind) {
  const failures = {
    hard: { severity: 'permanent', reason: 'bounce', 'delivery-status': { code: 550, message: unknownUser } },
    soft: { severity: 'temporary', reason: 'generic', 'delivery-status': { code: 452, message: mailboxFull } },
    complaint: {},
  };
  const { envelope, headers, messageId, subject } = mail;
  return {
    'event-data': {
      event: kind === 'complaint' ? 'complained' : 'failed',
      id: randomBytes(16).toString('base64url'),
      timestamp: Date.now() / 1_000,
      'log-level': kind === 'hard' ? 'error' : 'warn',
      ...failures[kind],
      recipient: recipientOf(mail),
      envelope: { sender: envelope.from, transport: 'smtp', targets: envelope.to.join(', ') },
      message: {
        headers: { to: mail.to, from: mail.from, subject, 'message-id': messageId?.replace(/^<|>$/g, '') ?? '' },
        attachments: [],
      },
      tags: [],
      campaigns: [],
      'user-variables': parseVariables(headers.find(({ name }) => name.toLowerCase() === 'x-mailgun-variables')?.value),
    },
  };
}

function parseVariables(header: string | undefined): unknown {
  try {
    return JSON.parse(header ?? '{}');
  } catch {
    return {};
  }
}

function toResendEvent(mail: Mail, kind: BounceKind) {
  const bounces = {
    hard: { bounce: { type: 'Permanent', subType: 'General', message: 'The recipient’s server sent a hard bounce.' } },
    soft: { bounce: { type: 'Transient', subType: 'MailboxFull', message: 'The recipient’s inbox was full.' } },
    complaint: {},
  };
  const { subject, from, headers, receivedAt } = mail;
  return {
    type: kind === 'complaint' ? 'email.complained' : 'email.bounced',
    created_at: new Date().toISOString(),
    data: {
      created_at: receivedAt.toISOString(),
      email_id: randomUUID(),
      from,
      headers: headers.filter(({ name }) => /^(x-|auto-submitted$)/i.test(name)),
      subject,
      to: [recipientOf(mail)],
      ...bounces[kind],
    },
  };
}

export const bounceEventBuilders = {
  postmark: toPostmarkEvent,
  mailgun: toMailgunEvent,
  resend: toResendEvent,
} satisfies Record<MailService, (mail: Mail, kind: BounceKind) => object>;
