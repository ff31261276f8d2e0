import { webhookPath, webhookSourceNames } from '@daybook/contract';
import { Injectable } from '@nestjs/common';
import { WebhookPost, type Delivery } from '../../delivery/webhook-post.js';
import { SandboxSettings } from '../../settings.js';
import type { Mail } from '../mail.js';
import type { BounceRequest } from './bounce-request.js';
import { serviceEvents } from './service-events.js';
import { serviceProofs } from './service-proofs.js';

const tenMinutes = 600;
const forged = { postmark: 'forged', mailgun: 'forged', resend: 'whsec_Zm9yZ2Vk' };

/** Tells Daybook what became of a mail, as its mail service would: once, whatever it answers. */
@Injectable()
export class MailBounces {
  readonly #told = new WeakMap<Mail, Delivery[]>();

  constructor(
    private readonly settings: SandboxSettings,
    private readonly post: WebhookPost,
  ) {}

  /** Oldest first. */
  toldOf(mail: Mail): readonly Delivery[] {
    return this.#told.get(mail) ?? [];
  }

  async tell(mail: Mail, { service, kind, proof }: BounceRequest): Promise<Delivery> {
    const signing = {
      secret: proof === 'forged' ? forged[service] : this.settings.mailWebhookSecrets[service],
      at: Math.floor(Date.now() / 1_000) - (proof === 'stale' ? tenMinutes : 0),
    };
    const { body, headers } = serviceProofs[service](serviceEvents[service](mail, kind), signing);
    const delivery = await this.post.send({
      kind: `${webhookSourceNames[service]}: ${kind}`,
      url: new URL(webhookPath(service), this.settings.webhooks.url).href,
      headers: { 'content-type': 'application/json', ...headers },
      body,
    });
    this.#told.set(mail, [...this.toldOf(mail), delivery]);
    return delivery;
  }
}
