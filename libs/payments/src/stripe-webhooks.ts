import { Settings } from '@daybook/config';
import type { Transaction } from '@daybook/database';
import {
  constantTimeEqual,
  hmacSha256,
  isStale,
  jsonText,
  WebhookRegistrations,
  WebhookRejectedError,
  WebhookSources,
  type ProcessOutcome,
  type StoredWebhook,
  type WebhookEnvelope,
  type WebhookSource,
} from '@daybook/webhooks';
import { Injectable, type OnModuleInit } from '@nestjs/common';
import type { IncomingHttpHeaders } from 'node:http';
import { EndpointKind } from './endpoint-kind.js';
import { PaymentWebhooks } from './payment-webhooks.js';
import { SessionEvents } from './session-events.js';
import { sessionEventTypes } from './session-recorder.js';
import { stripeEnvelope } from './stripe-events.js';

@Injectable()
export class StripeWebhooks implements WebhookSource, OnModuleInit {
  readonly name = 'stripe';
  readonly secretSetting = 'STRIPE_WEBHOOK_SECRET';
  readonly isUsed = true;
  readonly #secrets: string[];

  constructor(
    settings: Settings,
    private readonly sources: WebhookSources,
    private readonly payments: PaymentWebhooks,
    private readonly sessions: SessionEvents,
    private readonly endpointKind: EndpointKind,
    private readonly registrations: WebhookRegistrations,
  ) {
    this.#secrets = settings.stripe.webhookSecrets;
  }

  onModuleInit(): void {
    this.sources.register(this);
  }

  get eventTypes(): string[] {
    return [...sessionEventTypes, ...this.payments.eventTypes];
  }

  async isConfigured(): Promise<boolean> {
    return this.#secrets.length > 0 || (await this.registrations.secretsOf(this.name)).length > 0;
  }

  verifyHeaders(headers: IncomingHttpHeaders): void {
    readSignature(headers);
  }

  async verify(body: Buffer, headers: IncomingHttpHeaders, now: Date): Promise<void> {
    const { seconds, signatures } = readSignature(headers);
    const isSignedWith = (secret: string) => {
      const expected = hmacSha256(secret, `${seconds}.`).update(body).digest('hex');
      return signatures.some((given) => constantTimeEqual(given, expected));
    };
    const isSigned =
      this.#secrets.some(isSignedWith) || (await this.registrations.secretsOf(this.name)).some(isSignedWith);
    if (!isSigned) throw new WebhookRejectedError('bad signature');
    // Stripe signs the time of each attempt: one that was intercepted may be replayed, one dated ahead for ever.
    if (isStale(seconds, now)) throw new WebhookRejectedError('stale signature');
  }

  parse(body: string): WebhookEnvelope {
    const { id, type, created } = jsonText.pipe(stripeEnvelope).parse(body);
    return { eventId: id, type, occurredAt: created === null ? null : new Date(created * 1_000) };
  }

  async process(tx: Transaction, webhook: StoredWebhook): Promise<ProcessOutcome> {
    if (await this.endpointKind.recordThin(tx, webhook)) return 'ignored';
    const events = webhook.type.startsWith('checkout.session.') ? this.sessions : this.payments;
    const outcome = await events.process(tx, webhook);
    await this.endpointKind.recordUsable(tx);
    return outcome;
  }
}

/** `t=1771857780,v1=<hex>,v1=<hex>`: one for each secret while one is rolled. Throws `WebhookRejectedError`. */
function readSignature({ 'stripe-signature': header }: IncomingHttpHeaders) {
  const fields = typeof header === 'string' ? header.split(',') : [];
  const valuesOf = (name: string) =>
    fields.flatMap((field) => (field.startsWith(name) ? [field.slice(name.length)] : []));
  const [seconds = ''] = valuesOf('t=');
  const signatures = valuesOf('v1=').filter((value) => /^[0-9a-f]{64}$/.test(value));
  if (!/^\d{1,12}$/.test(seconds) || signatures.length === 0) throw new WebhookRejectedError('bad signature');
  return { seconds, signatures };
}
