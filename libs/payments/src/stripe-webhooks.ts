import { Settings } from '@daybook/config';
import type { Transaction } from '@daybook/database';
import {
  jsonText,
  WebhookRejectedError,
  WebhookSources,
  type ProcessOutcome,
  type StoredWebhook,
  type WebhookEnvelope,
  type WebhookSource,
} from '@daybook/webhooks';
import { Injectable, type OnModuleInit } from '@nestjs/common';
import type { IncomingHttpHeaders } from 'node:http';
import { Stripe } from 'stripe';
import { EndpointKind } from './endpoint-kind.js';
import { PaymentWebhooks } from './payment-webhooks.js';
import { SessionEvents } from './session-events.js';
import { stripeEnvelope } from './stripe-events.js';

/** Stripe signs the time of each attempt: one that was intercepted may be replayed, one dated ahead for ever. */
const toleranceMs = 300_000;

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
  ) {
    this.#secrets = settings.stripe.webhookSecrets;
  }

  onModuleInit(): void {
    this.sources.register(this);
  }

  get isConfigured(): boolean {
    return this.#secrets.length > 0;
  }

  verify(body: Buffer, headers: IncomingHttpHeaders, now: Date): void {
    const header = headers['stripe-signature'];
    const isSignedSince = (earliest: number) =>
      typeof header === 'string' && this.#secrets.some((secret) => isSigned(body, header, secret, earliest));
    if (!isSignedSince(0)) throw new WebhookRejectedError('bad signature');
    const isStale = !isSignedSince(now.getTime() - toleranceMs);
    if (isStale || isSignedSince(now.getTime() + toleranceMs + 1_000))
      throw new WebhookRejectedError('stale signature');
  }

  parse(body: string): WebhookEnvelope {
    const { id, type, created } = jsonText.pipe(stripeEnvelope).parse(body);
    return { eventId: id, type, occurredAt: created === null ? null : new Date(created * 1_000) };
  }

  async process(tx: Transaction, webhook: StoredWebhook): Promise<ProcessOutcome> {
    if (!(await this.endpointKind.check(tx, webhook))) return 'ignored';
    const events = webhook.type.startsWith('checkout.session.') ? this.sessions : this.payments;
    return events.process(tx, webhook);
  }
}

/** Whether it is signed, and not before `earliest`, in milliseconds since 1970. */
function isSigned(body: Buffer, header: string, secret: string, earliest: number): boolean {
  const { signature } = Stripe.webhooks;
  try {
    const receivedAt = earliest + toleranceMs;
    return Boolean(signature?.verifyHeader(body, header, secret, toleranceMs / 1_000, undefined, receivedAt));
  } catch {
    // Stripe's library throws more than its own error: a malformed header makes it fail elsewhere.
    return false;
  }
}
