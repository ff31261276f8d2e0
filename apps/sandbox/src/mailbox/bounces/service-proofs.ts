import type { MailService } from '@daybook/contract';
import { createHmac, randomBytes } from 'node:crypto';

export interface Signing {
  secret: string;
  /** In seconds since 1970. */
  at: number;
}

interface Proven {
  body: string;
  headers: Record<string, string>;
}

const hmac = (key: string | Buffer, text: string) => createHmac('sha256', key).update(text);

/** How each service shows that a webhook is its own. */
export const serviceProofs: Record<MailService, (event: object, signing: Signing) => Proven> = {
  postmark: (event, { secret }) => {
    const authorization = `Basic ${Buffer.from(`daybook:${secret}`).toString('base64')}`;
    return { body: JSON.stringify(event), headers: { authorization, 'user-agent': 'Postmark' } };
  },
  mailgun: (event, { secret, at }) => {
    const token = randomBytes(25).toString('hex');
    const signature = hmac(secret, `${at}${token}`).digest('hex');
    const signed = { signature: { timestamp: String(at), token, signature }, ...event };
    return { body: JSON.stringify(signed), headers: { 'user-agent': 'mailgun/treq-22.4.0' } };
  },
  resend: (event, { secret, at }) => {
    const body = JSON.stringify(event);
    const id = `msg_${randomBytes(20).toString('base64url')}`;
    const key = Buffer.from(secret.replace(/^whsec_/, ''), 'base64');
    const signature = `v1,${hmac(key, `${id}.${at}.${body}`).digest('base64')}`;
    return { body, headers: { 'svix-id': id, 'svix-timestamp': String(at), 'svix-signature': signature } };
  },
};
