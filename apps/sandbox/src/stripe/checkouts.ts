import type { Stripe } from 'stripe';
import type { PersistedState } from '../server/persisted-state.js';
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
const optedIn: DetailsBeforeExpiry = { email: null, optIn: true };
/** Of 2,000: each is some kilobytes of the state file. */
const maxPersisted = 100;

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

/** Checkout sessions, the newest 2,000, of which 100 survive a restart; a webhook announces each step. */
export class Checkouts extends RecentMap<Checkout> {
  constructor(
    private readonly events: StripeEvents,
    private readonly payments: Payments,
    private readonly state: PersistedState,
    private readonly timers: Timers,
    private readonly origin: string,
  ) {
    super(2_000, 'No such checkout: the sandbox keeps only the newest ones. Place the order again.');
    state.register<Checkout[]>('checkouts', {
      snapshot: () => this.oldestFirst().slice(-maxPersisted),
      restore: (checkouts) => checkouts.forEach((checkout) => this.set(checkout.session.id, checkout)),
    });
    this.#expireOverdue();
  }

  /** `created` in unix seconds. Throws a `StripeError` for parameters that Stripe would reject. */
  create(params: SessionParams, created = unixNow()): Checkout {
    const lines = createLineItems(params, created);
    const checkout = { session: createOpenSession(params, lines, { created, origin: this.origin }), lines, params };
    return this.#save(checkout);
  }

  /** A session that expired in the past, when its webhook was sent. Times are in unix seconds. */
  restoreExpired(params: SessionParams, expired: { sessionId: string; created: number; at: number }): void {
    const { sessionId: id, created, at } = expired;
    const lines = createLineItems(params, created);
    const open = { ...createOpenSession(params, lines, { created, origin: this.origin }), id };
    const session = toExpiredSession(open, { at, recoveryUrl: this.#recoveryUrl(id), details: optedIn });
    this.#save({ session, lines, params });
  }

  /** Opens a new session with an expired one's items, as its recovery link does; null if it has none. */
  recover(expired: Checkout): Checkout | null {
    if (!expired.session.after_expiration?.recovery?.url) return null;
    const checkout = this.create({ ...expired.params, expires_at: undefined });
    checkout.session = { ...checkout.session, recovered_from: expired.session.id };
    return this.#save(checkout);
  }

  /** Completes an open session and returns the events published so far. */
  pay(checkout: Checkout, confirmation: PaymentInput): StripeEvent[] {
    const { shopper, outcome, settleAfterSeconds, at, delivery } = confirmation;
    const { status, id: sessionId } = checkout.session;
    if (status !== 'open') {
      throw new StripeError({ message: `This Checkout Session has a status of \`${String(status)}\`.` });
    }
    checkout.session = toCompletedSession(checkout.session, shopper, outcome);
    this.#save(checkout);
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
    checkout.session = toExpiredSession(checkout.session, { at, recoveryUrl: this.#recoveryUrl(id), details });
    this.#save(checkout);
    const about = { created: at, request, sessionId: id, delivery: 'send' } as const;
    this.events.publish('checkout.session.expired', checkout.session, about);
    return checkout;
  }

  #save(checkout: Checkout): Checkout {
    this.set(checkout.session.id, checkout);
    this.state.scheduleWrite();
    return checkout;
  }

  readonly #recoveryUrl = (sessionId: string) => `${this.origin}/recover/${sessionId}`;

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
    this.#save(checkout);
    this.payments.recordIfPaid(checkout.session, about.created);
    return this.events.publish('checkout.session.async_payment_succeeded', checkout.session, about);
  }
}
