import { mailServices, webhookPath, webhookSourceLabels, type MailService } from '@daybook/contract';
import { createHmac, randomBytes } from 'node:crypto';
import { z } from 'zod';
import type { SandboxSettings } from '../settings.js';
import type { DeliveryAttempt, WebhookSender } from '../webhooks/webhook-sender.js';
import { bounceEventBuilders, bounceKindLabels, type BounceKind } from './bounce-events.js';
import type { Mail } from './mail.js';

export const bounceRequest = z.strictObject({
  service: z.enum(mailServices).default('postmark'),
  kind: z.enum(Object.keys(bounceKindLabels) as [BounceKind, ...BounceKind[]]).default('hard'),
  /** `forged`: with a wrong secret. `stale`: signed ten minutes ago. */
  signature: z.enum(['valid', 'forged', 'stale']).default('valid'),
});

const secretSettings = {
  postmark: 'POSTMARK_WEBHOOK_PASSWORD',
  mailgun: 'MAILGUN_WEBHOOK_KEY',
  resend: 'RESEND_WEBHOOK_SECRET',
} as const satisfies Record<MailService, keyof SandboxSettings>;
const forgedSecrets: Record<MailService, string> = { postmark: 'forged', mailgun: 'forged', resend: 'whsec_Zm9yZ2Vk' };

/** The webhooks of mail services about bounces. Each is sent once, whatever the answer. */
export class Bounces {
  readonly #deliveries = new WeakMap<Mail, DeliveryAttempt[]>();

  constructor(
    private readonly settings: SandboxSettings,
    private readonly sender: WebhookSender,
  ) {}

  /** Oldest first. */
  webhookAttemptsOf(mail: Mail): readonly DeliveryAttempt[] {
    return this.#deliveries.get(mail) ?? [];
  }

  async sendWebhook(
    mail: Mail,
    { service, kind, signature }: z.output<typeof bounceRequest>,
  ): Promise<DeliveryAttempt> {
    const secret = signature === 'forged' ? forgedSecrets[service] : this.settings[secretSettings[service]];
    const at = Math.floor(Date.now() / 1_000) - (signature === 'stale' ? 600 : 0);
    const { body, headers } = signers[service](bounceEventBuilders[service](mail, kind), secret, at);
    const delivery = await this.sender.post({
      kind: `${webhookSourceLabels[service]}: ${kind}`,
      url: new URL(webhookPath(service), this.settings.DAYBOOK_WEBHOOK_URL).href,
      headers: { 'content-type': 'application/json', ...headers },
      body,
    });
    this.#deliveries.set(mail, [...this.webhookAttemptsOf(mail), delivery]);
    return delivery;
  }
}

/** `at` in unix seconds. */
type WebhookSigner = (event: object, secret: string, at: number) => { body: string; headers: Record<string, string> };

const hmac = (key: string | Buffer, text: string) => createHmac('sha256', key).update(text);

const signers: Record<MailService, WebhookSigner> = {
  postmark: (event, secret) => {
    const authorization = `Basic ${Buffer.from(`daybook:${secret}`).toString('base64')}`;
    return { body: JSON.stringify(event), headers: { authorization, 'user-agent': 'Postmark' } };
  },
  mailgun: (event, secret, at) => {
    const token = randomBytes(25).toString('hex');
    const signature = hmac(secret, `${at}${token}`).digest('hex');
    const signed = { signature: { timestamp: String(at), token, signature }, ...event };
    return { body: JSON.stringify(signed), headers: { 'user-agent': 'mailgun/treq-22.4.0' } };
  },
  resend: (event, secret, at) => {
    const body = JSON.stringify(event);
    const id = `msg_${randomBytes(20).toString('base64url')}`;
    const key = Buffer.from(secret.replace(/^whsec_/, ''), 'base64');
    const signature = `v1,${hmac(key, `${id}.${at}.${body}`).digest('base64')}`;
    return { body, headers: { 'svix-id': id, 'svix-timestamp': String(at), 'svix-signature': signature } };
  },
};
