import type { Settings } from '@daybook/config';
import type { Transaction } from '@daybook/database';
import {
  WebhookRejectedError,
  type ProcessOutcome,
  type StoredWebhook,
  type WebhookEnvelope,
  type WebhookSource,
} from '@daybook/webhooks';
import type { IncomingHttpHeaders } from 'node:http';
import type { BounceRecorder } from './bounce-recorder.js';
import type { MailServiceAdapter, Verdict } from './mail-service.js';

export class MailServiceWebhooks implements WebhookSource {
  readonly #secrets: string[];
  readonly #isUsedForSending: boolean;

  constructor(
    private readonly service: MailServiceAdapter,
    settings: Settings,
    private readonly recorder: BounceRecorder,
  ) {
    this.#secrets = settings.mailWebhookSecrets[service.name];
    const host = settings.mail?.server.host ?? '';
    this.#isUsedForSending = host === service.mailServerDomain || host.endsWith(`.${service.mailServerDomain}`);
  }

  get name() {
    return this.service.name;
  }
  get eventTypes() {
    return this.service.eventTypes;
  }
  get secretSetting() {
    return this.service.secretSetting;
  }
  /** Also while mail is sent through it: its bounces would otherwise go unnoticed. */
  get isUsed() {
    return this.isConfigured() || this.#isUsedForSending;
  }

  isConfigured(): boolean {
    return this.#secrets.length > 0;
  }

  verifyHeaders(headers: IncomingHttpHeaders): void {
    throwUnlessValid(this.service.verifyHeaders({ headers, secrets: this.#secrets }));
  }

  verify(body: Buffer, headers: IncomingHttpHeaders, now: Date): void {
    throwUnlessValid(this.service.verify({ body, headers, secrets: this.#secrets, now }));
  }

  parse(body: string, headers: IncomingHttpHeaders): WebhookEnvelope {
    return this.service.parse(body, headers);
  }

  async process(tx: Transaction, { body, occurredAt }: StoredWebhook): Promise<ProcessOutcome> {
    const bounce = this.service.parseBounce(body);
    if (!bounce) return 'ignored';
    return (await this.recorder.record(tx, bounce, { service: this.name, at: occurredAt })) ? 'processed' : 'ignored';
  }
}

function throwUnlessValid(verdict: Verdict): void {
  if (verdict !== 'valid') throw new WebhookRejectedError(verdict);
}
