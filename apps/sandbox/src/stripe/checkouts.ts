import type { Stripe } from 'stripe';
import { RecentMap } from '../server/recent-map.js';
import type { Timers } from '../server/timers.js';
import {
  toCompletedSession,
  toExpiredSession,
  createOpenSession,
  type DetailsBeforeExpiry,
  type PaymentOutcome,
} from './checkout-session.js';
import { createLineItems, type LineItem } from './line-items.js';
import type { Payments } from './payments.js';
import type { SessionParams } from './session-params.js';
import type { Shopper } from './shopper.js';
import { StripeError } from './stripe-errors.js';
import type { EventOptions, StripeEvent, StripeEvents } from './stripe-events.js';
import { unixNow } from './stripe-ids.js';

const expiryCheckMs = 10_000;
const noDetails: DetailsBeforeExpiry = { email: null, optIn: false };

/** `session` is replaced, never changed: an event shows the state it was published in. */
export interface Checkout {
  session: Stripe.Checkout.Session;
  readonly lines: readonly LineItem[];
  readonly params: SessionParams;
}

export interface PaymentInput {
  shopper: Shopper;
  outcome: PaymentOutcome;
  settleAfterSeconds: number;
  /** In unix seconds. */
  at: number;
  delivery: EventOptions['delivery'];
}

interface ExpireOptions {
  request?: EventOptions['request'];
  /** In unix seconds. */
  at?: number;
  details?: DetailsBeforeExpiry;
}

/** Checkout sessions, the newest 2,000; a webhook announces each step. */
export class Checkouts extends RecentMap<Checkout> {
  constructor(
    private readonly events: StripeEvents,
    private readonly payments: Payments,
    private readonly timers: Timers,
    private readonly origin: string,
  ) {
    super(2_000, 'No such checkout: checkouts are deleted when the sandbox stops. Place the order again.');
    this.#expireOverdue();
  }

  /** `created` in unix seconds. Throws a `StripeError` for parameters that Stripe would reject. */
  create(params: SessionParams, created = unixNow()): Checkout {
    const lines = createLineItems(params, created);
    const checkout = { session: createOpenSession(params, lines, { created, origin: this.origin }), lines, params };
    this.set(checkout.session.id, checkout);
    return checkout;
  }

  /** Opens a new session with an expired one's items, as its recovery link does; null if it has none. */
  recover(expired: Checkout): Checkout | null {
    if (!expired.session.after_expiration?.recovery?.url) return null;
    const checkout = this.create({ ...expired.params, expires_at: undefined });
    checkout.session = { ...checkout.session, recovered_from: expired.session.id };
    return checkout;
  }

  /** Completes an open session and returns the events published so far. */
  pay(checkout: Checkout, confirmation: PaymentInput): StripeEvent[] {
    const { shopper, outcome, settleAfterSeconds, at, delivery } = confirmation;
    const { status, id: sessionId } = checkout.session;
    if (status !== 'open') {
      throw new StripeError({ message: `This Checkout Session has a status of \`${String(status)}\`.` });
    }
    checkout.session = toCompletedSession(checkout.session, shopper, outcome);
    this.payments.recordIfPaid(checkout.session, at);
    const about = { created: at, sessionId, delivery };
    const events = [this.events.publish('checkout.session.completed', checkout.session, about)];
    if (checkout.session.payment_status !== 'unpaid') return events;
    if (settleAfterSeconds === 0) return [...events, this.#settle(checkout, confirmation)];
    this.timers.after(settleAfterSeconds * 1000, () => this.#settle(checkout, confirmation));
    return events;
  }

  expire(checkout: Checkout, { request, at = unixNow(), details = noDetails }: ExpireOptions = {}): Checkout {
    const { id, status } = checkout.session;
    if (status !== 'open') {
      const message = `Only Checkout Sessions with a status in ["open"] can be expired. This Checkout Session has a status of \`${String(status)}\`.`;
      throw new StripeError({ message, param: 'session' });
    }
    const recoveryUrl = `${this.origin}/recover/${id}`;
    checkout.session = toExpiredSession(checkout.session, { at, recoveryUrl, details });
    const about = { created: at, request, sessionId: id, delivery: 'send' } as const;
    this.events.publish('checkout.session.expired', checkout.session, about);
    return checkout;
  }

  #expireOverdue(): void {
    for (const checkout of this.oldestFirst())
      if (checkout.session.status === 'open' && checkout.session.expires_at <= unixNow()) this.expire(checkout);
    this.timers.after(expiryCheckMs, () => this.#expireOverdue());
  }

  #settle(checkout: Checkout, { outcome, settleAfterSeconds, at, delivery }: PaymentInput): StripeEvent {
    const about = { created: at + settleAfterSeconds, sessionId: checkout.session.id, delivery };
    if (outcome === 'delayed_fails') {
      return this.events.publish('checkout.session.async_payment_failed', checkout.session, about);
    }
    checkout.session = { ...checkout.session, payment_status: 'paid' };
    this.payments.recordIfPaid(checkout.session, about.created);
    return this.events.publish('checkout.session.async_payment_succeeded', checkout.session, about);
  }
}
