import type { Settings } from '@daybook/config';
import type { Transaction } from '@daybook/database';
import {
  WebhookRejectedError,
  WebhookUnreadableError,
  type ProcessOutcome,
  type StoredWebhook,
  type WebhookEnvelope,
  type WebhookSource,
} from '@daybook/webhooks';
import type { IncomingHttpHeaders } from 'node:http';
import type { Bounces } from './bounce-recorder.js';
import type { MailServiceAdapter } from './mail-service.js';

/** The webhooks of one mail service. */
export class MailServiceWebhooks implements WebhookSource {
  readonly #secrets: string[];
  readonly #isSentThrough: boolean;

  constructor(
    private readonly service: MailServiceAdapter,
    settings: Settings,
    private readonly bounces: Bounces,
  ) {
    this.#secrets = settings.mailWebhookSecrets[service.name];
    const host = settings.mail?.server.host ?? '';
    this.#isSentThrough = host === service.host || host.endsWith(`.${service.host}`);
  }

  get name() {
    return this.service.name;
  }
  get secretSetting() {
    return this.service.secretSetting;
  }
  get isConfigured() {
    return this.#secrets.length > 0;
  }
  /** Mail that goes out through it would otherwise come back unheard. */
  get isUsed() {
    return this.isConfigured || this.#isSentThrough;
  }

  verify(body: Buffer, headers: IncomingHttpHeaders, now: Date): void {
    const verdict = this.service.verify({ body, headers, secrets: this.#secrets, now });
    if (verdict !== 'good') throw new WebhookRejectedError(verdict);
  }

  parse(body: string, headers: IncomingHttpHeaders): WebhookEnvelope {
    try {
      return this.service.read(body, headers);
    } catch (error) {
      throw new WebhookUnreadableError(`not a webhook of ${this.name}`, { cause: error });
    }
  }

  async process(tx: Transaction, { body, occurredAt }: StoredWebhook): Promise<ProcessOutcome> {
    const news = this.service.parseBounce(body);
    if (!news) return 'ignored';
    return (await this.bounces.record(tx, news, { service: this.name, at: occurredAt })) ? 'processed' : 'ignored';
  }
}
