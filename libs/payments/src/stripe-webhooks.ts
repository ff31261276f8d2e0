import { CheckoutTracker } from '@daybook/carts';
import { Settings } from '@daybook/config';
import type { Transaction } from '@daybook/database';
import { JobQueue } from '@daybook/jobs';
import { OrdersService } from '@daybook/orders';
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
import { FetchOrderLines } from './fetch-order-lines.job.js';
import { RefundsRecorder } from './refunds-recorder.js';
import {
  parseCheckoutSession,
  stripeEnvelope,
  stripeEvent,
  stripeRefund,
  toCheckout,
  toSessionUpdate,
  type CheckoutSession,
} from './stripe-events.js';

/** Stripe signs the time of each attempt: an older one may be replayed by somebody who intercepted it. */
const toleranceSeconds = 300;

type OrderMethod = 'place' | 'recordPendingPayment' | 'recordPaymentFailure';

const commandByEvent: Partial<Record<string, (session: CheckoutSession) => OrderMethod>> = {
  'checkout.session.completed': ({ payment_status }) =>
    payment_status === 'unpaid' ? 'recordPendingPayment' : 'place',
  'checkout.session.async_payment_succeeded': () => 'place',
  'checkout.session.async_payment_failed': () => 'recordPaymentFailure',
};

@Injectable()
export class StripeWebhooks implements WebhookSource, OnModuleInit {
  readonly name = 'stripe';
  readonly secretSetting = 'STRIPE_WEBHOOK_SECRET';
  readonly isUsed = true;
  readonly #secrets: string[];

  constructor(
    settings: Settings,
    private readonly sources: WebhookSources,
    private readonly orders: OrdersService,
    private readonly jobs: JobQueue,
    private readonly refunds: RefundsRecorder,
    private readonly checkoutTracker: CheckoutTracker,
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
    if (typeof header !== 'string') throw new WebhookRejectedError('bad signature');
    const isSignedWithin = (seconds: number) =>
      this.#secrets.some((secret) => isSigned(body, header, secret, seconds, now));
    if (isSignedWithin(toleranceSeconds)) return;
    throw new WebhookRejectedError(isSignedWithin(Number.MAX_SAFE_INTEGER) ? 'stale signature' : 'bad signature');
  }

  parse(body: string): WebhookEnvelope {
    const { id, type, created } = jsonText.pipe(stripeEnvelope).parse(body);
    return { eventId: id, type, occurredAt: created === null ? null : new Date(created * 1_000) };
  }

  async process(tx: Transaction, { type, body, occurredAt }: StoredWebhook): Promise<ProcessOutcome> {
    const parseObject = () => jsonText.pipe(stripeEvent).parse(body).data.object;
    // `charge.refunded` reports the same refunds again.
    if (type.startsWith('refund.')) {
      const isOurs = await this.refunds.record(tx, stripeRefund.parse(parseObject()), occurredAt);
      return isOurs ? 'processed' : 'ignored';
    }
    const command = commandByEvent[type];
    if (!command && type !== 'checkout.session.expired') return 'ignored';
    const session = parseCheckoutSession(parseObject());
    if (!session) return 'ignored';
    if (command) await this.applyToOrder(tx, command(session), session, occurredAt);
    else await this.checkoutTracker.recordExpired(tx, toSessionUpdate(session, occurredAt), occurredAt);
    return 'processed';
  }

  private async applyToOrder(tx: Transaction, command: OrderMethod, session: CheckoutSession, at: Date): Promise<void> {
    const cart = await this.checkoutTracker.lock(tx, toSessionUpdate(session, at));
    const checkout = toCheckout(session, cart?.items);
    const order = await this.orders[command](tx, checkout, at);
    const paid = command === 'place' ? { id: order.id, number: order.number, total: checkout.total } : null;
    if (cart) await this.checkoutTracker.recordOrdered(tx, cart, at, paid);
    if (!order.linesFetchedAt) await this.jobs.enqueue(tx, FetchOrderLines, { orderId: order.id }, { key: order.id });
  }
}

function isSigned(body: Buffer, header: string, secret: string, maxAgeSeconds: number, now: Date): boolean {
  const { signature } = Stripe.webhooks;
  try {
    return Boolean(signature?.verifyHeader(body, header, secret, maxAgeSeconds, undefined, now.getTime()));
  } catch {
    // Stripe's library throws more than its own error: a malformed header makes it fail elsewhere.
    return false;
  }
}
