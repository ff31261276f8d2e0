import { Injectable, type OnModuleDestroy, type OnModuleInit } from '@nestjs/common';
import type { Stripe } from 'stripe';
import { Recent } from '../../recent.js';
import { SandboxAddress } from '../../sandbox-address.js';
import { StripeApiError } from '../api/stripe-api-error.js';
import { Payments } from '../refunds/payments.js';
import { unixNow } from '../stripe-id.js';
import { noApiRequest, type ApiRequest, type SandboxEvent } from '../webhooks/webhook-event.js';
import { WebhookEvents, type DeliveryChoice } from '../webhooks/webhook-events.js';
import { lineItemsOf, type LineItem } from './line-items.js';
import { openSession } from './open-session.js';
import type { SessionParams } from './session-params.js';
import { completed, delayedPaymentArrived, expired, type Left, type PaymentChoice } from './session-steps.js';
import type { Shopper } from './shopper.js';

const sessionsKept = 2_000;
const sweepMs = 10_000;

/** A session with what belongs to it. `session` is replaced, never changed: an event keeps the state it tells of. */
export interface Checkout {
  session: Stripe.Checkout.Session;
  readonly lines: readonly LineItem[];
  readonly params: SessionParams;
}

export interface Payment {
  shopper: Shopper;
  choice: PaymentChoice;
  /** How long a delayed payment takes; 0 settles it at once. */
  settleAfterSeconds: number;
  /** When the shopper confirmed, in unix seconds. */
  at: number;
  delivery: DeliveryChoice;
}

export interface Expiry {
  request: ApiRequest;
  /** In unix seconds. */
  at: number;
  left: Left;
}

const leftUntouched: Left = { email: null, optIn: false };

/** The life of checkout sessions, the newest 2,000 of them; tells of each step by a webhook. */
@Injectable()
export class CheckoutService implements OnModuleInit, OnModuleDestroy {
  private readonly checkouts = new Recent<Checkout>(sessionsKept);
  private readonly settlements = new Set<NodeJS.Timeout>();
  private sweep: NodeJS.Timeout | undefined;

  constructor(
    private readonly events: WebhookEvents,
    private readonly address: SandboxAddress,
    private readonly payments: Payments,
  ) {}

  onModuleInit(): void {
    this.sweep = setInterval(() => this.expireOverdue(unixNow()), sweepMs);
  }

  onModuleDestroy(): void {
    clearInterval(this.sweep);
    for (const settlement of this.settlements) clearTimeout(settlement);
  }

  /** `created` in unix seconds. Throws `StripeApiError`. */
  create(params: SessionParams, created = unixNow()): Checkout {
    const lines = lineItemsOf(params, created);
    const checkout = { session: openSession(params, lines, { created, sandboxUrl: this.address.url }), lines, params };
    this.checkouts.put(checkout.session.id, checkout);
    return checkout;
  }

  /** The basket of an expired session in a new one, as the link in a recovery mail makes it. */
  recover(lost: Checkout): Checkout {
    const checkout = this.create({ ...lost.params, expires_at: undefined });
    checkout.session = { ...checkout.session, recovered_from: lost.session.id };
    return checkout;
  }

  newestFirst(): Checkout[] {
    return this.checkouts.newestFirst();
  }

  find(id: string): Checkout | undefined {
    return this.checkouts.find(id);
  }

  /** Confirms an open session; gives the events that told of it so far. */
  pay(checkout: Checkout, payment: Payment): SandboxEvent[] {
    if (checkout.session.status !== 'open') {
      throw new StripeApiError({
        message: `This Checkout Session has a status of \`${String(checkout.session.status)}\`.`,
      });
    }
    const { shopper, choice, settleAfterSeconds, at, delivery } = payment;
    checkout.session = completed(checkout.session, shopper, choice);
    this.payments.take(checkout.session, at);
    const told = [
      this.events.publish('checkout.session.completed', checkout.session, {
        created: at,
        request: noApiRequest,
        sessionId: checkout.session.id,
        delivery,
      }),
    ];
    if (checkout.session.payment_status !== 'unpaid') return told;
    if (settleAfterSeconds === 0) return [...told, this.settle(checkout, payment)];
    const settlement = setTimeout(() => {
      this.settlements.delete(settlement);
      this.settle(checkout, payment);
    }, settleAfterSeconds * 1000);
    this.settlements.add(settlement);
    return told;
  }

  expire(checkout: Checkout, expiry: Partial<Expiry> = {}): Checkout {
    const { request = noApiRequest, at = unixNow(), left = leftUntouched } = expiry;
    const { session } = checkout;
    if (session.status !== 'open') {
      throw new StripeApiError({
        message: `Only Checkout Sessions with a status in ["open"] can be expired. This Checkout Session has a status of \`${String(session.status)}\`.`,
        param: 'session',
      });
    }
    checkout.session = expired(session, { at, recoveryUrl: `${this.address.url}/recover/${session.id}`, left });
    this.events.publish('checkout.session.expired', checkout.session, {
      created: at,
      request,
      sessionId: session.id,
      delivery: 'send',
    });
    return checkout;
  }

  /** Sessions nobody paid in time expire by themselves. `now` in unix seconds. */
  expireOverdue(now: number): void {
    for (const checkout of this.checkouts.oldestFirst()) {
      if (checkout.session.status === 'open' && checkout.session.expires_at <= now) this.expire(checkout);
    }
  }

  private settle(checkout: Checkout, { choice, settleAfterSeconds, at, delivery }: Payment): SandboxEvent {
    const created = at + settleAfterSeconds;
    const about = { created, request: noApiRequest, sessionId: checkout.session.id, delivery };
    if (choice === 'delayed_fails') {
      return this.events.publish('checkout.session.async_payment_failed', checkout.session, about);
    }
    checkout.session = delayedPaymentArrived(checkout.session);
    this.payments.take(checkout.session, created);
    return this.events.publish('checkout.session.async_payment_succeeded', checkout.session, about);
  }
}
