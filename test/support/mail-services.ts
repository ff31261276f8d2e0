import { createHmac, randomBytes } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { webhookPath, type MailService } from '@daybook/contract';

const folder = join(import.meta.dirname, '../fixtures');

/** The webhook secrets of the mail services; the second of each is the next one. */
export const mailWebhookSettings = {
  POSTMARK_WEBHOOK_PASSWORD: 'postmark-password,postmark-password-to-come',
  MAILGUN_WEBHOOK_KEY: 'key-mailgun,key-mailgun-to-come',
  RESEND_WEBHOOK_SECRET: 'whsec_cmVzZW5kLXNlY3JldA==,whsec_cmVzZW5kLXRvLWNvbWU=',
};
const inUse: Record<MailService, string> = {
  postmark: 'postmark-password',
  mailgun: 'key-mailgun',
  resend: 'whsec_cmVzZW5kLXNlY3JldA==',
};

/** The message a webhook is about; the webhook leaves out what a test does not set. */
export interface About {
  mailId?: string;
  messageId?: string;
  to?: string;
  subject?: string;
  at?: Date;
}

export interface Proof {
  secret?: string;
  /** When it was signed. */
  at?: Date;
  /** The event's id; random by default. */
  id?: string;
}

type Json = Record<string, unknown>;

/** A recorded webhook, such as `postmark/hard-bounce`, about a given message. */
export function recorded(name: string, about: About = {}): Json {
  const body = JSON.parse(readFileSync(join(folder, `${name}.json`), 'utf8')) as Json;
  if (name.startsWith('postmark/')) return ofPostmark(body, about);
  if (name.startsWith('mailgun/')) return ofMailgun(body, about);
  return ofResend(body, about);
}

function ofPostmark(body: Json, { mailId, to, subject, at }: About): Json {
  return {
    ...body,
    ID: Number.parseInt(randomBytes(6).toString('hex'), 16),
    Metadata: mailId === undefined ? {} : { 'daybook-mail': mailId },
    Email: to,
    Subject: subject,
    ...(at && { BouncedAt: at.toISOString() }),
  };
}

function ofMailgun(body: Json, { mailId, messageId, to, subject, at }: About): Json {
  const data = body['event-data'] as Json;
  return {
    ...body,
    'event-data': {
      ...data,
      recipient: to,
      message: { headers: { 'message-id': messageId?.slice(1, -1), subject } },
      'user-variables': mailId === undefined ? {} : { 'daybook-mail': mailId },
      ...(at && { timestamp: at.getTime() / 1_000 }),
    },
  };
}

function ofResend(body: Json, { mailId, messageId, to, subject, at }: About): Json {
  const headers = [
    ...(mailId === undefined ? [] : [{ name: 'X-Daybook-Mail', value: mailId }]),
    ...(messageId === undefined ? [] : [{ name: 'Message-Id', value: messageId }]),
  ];
  const data = { ...(body['data'] as Json), to: to === undefined ? [] : [to], subject, headers };
  return { ...body, data, ...(at && { created_at: at.toISOString() }) };
}

/** Body and headers as the service sends them. */
export function sent(
  service: MailService,
  body: Json,
  { secret = inUse[service], at = new Date(), id }: Proof = {},
): { body: string; headers: Record<string, string> } {
  const seconds = Math.floor(at.getTime() / 1_000);
  const own = id ?? randomBytes(20).toString('hex');
  if (service === 'postmark') {
    const authorization = `Basic ${Buffer.from(`daybook:${secret}`).toString('base64')}`;
    return { body: JSON.stringify(body), headers: { authorization } };
  }
  if (service === 'mailgun') {
    const signature = createHmac('sha256', secret).update(`${seconds}${own}`).digest('hex');
    const signed = { ...body, signature: { timestamp: String(seconds), token: own, signature } };
    return { body: JSON.stringify(signed), headers: {} };
  }
  const text = JSON.stringify(body);
  const key = Buffer.from(secret.slice('whsec_'.length), 'base64');
  const signature = createHmac('sha256', key).update(`msg_${own}.${seconds}.${text}`).digest('base64');
  return {
    body: text,
    headers: {
      'svix-id': `msg_${own}`,
      'svix-timestamp': String(seconds),
      'svix-signature': `v1,b3RoZXI= v1,${signature}`,
    },
  };
}

/** Posts a webhook to a Daybook api. */
export function postWebhook(
  address: string,
  service: MailService,
  { body, headers }: { body: string; headers: Record<string, string> },
): Promise<Response> {
  return fetch(address + webhookPath(service), {
    method: 'POST',
    headers: { 'content-type': 'application/json', ...headers },
    body,
  });
}
