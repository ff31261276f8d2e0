import type { Money } from '@daybook/contract';
import type { Transaction } from '@daybook/database';
import { DomainEvents } from '@daybook/events';
import { Injectable } from '@nestjs/common';
import { sql } from 'kysely';
import { v7 as uuidv7 } from 'uuid';
import { AbandonedCart } from './abandoned-cart.entity.js';
import type { CartItem } from './cart.js';
import { CartCheckout } from './cart-checkout.entity.js';
import { unsubscribeToken } from './unsubscribe-token.js';

/** What a payment service tells of a session. */
export interface CheckoutSessionUpdate {
  sessionId: string;
  /** The checkout of ours that it was opened for, if the session says so. */
  checkoutId: string | null;
  recoveredFrom: string | null;
  openedAt: Date;
  email: string | null;
  /** The shopper agreed to mail on the payment service's own page. */
  hasConsent: boolean;
  /** With shipping. */
  total: Money;
  recovery: { url: string; expiresAt: Date } | null;
}

/** An order as this library is told of it. */
export interface PaidOrder {
  id: string;
  number: string;
  total: Money;
}

const actor = 'Stripe';

/**
 * The rules of abandonment, whatever order the news come in:
 * - A cart is abandoned when a session of it expires, its shopper's e-mail is known, and at that time no other session of it
 *   could be paid or had been ordered. Whether a session was open is judged by the times Stripe gives, not by when we heard.
 * - It is abandoned once. A later session of it (from its recovery link, or our own checkout) that expires too gives it a fresh
 *   link, unless its mail has been asked for; there is no second entry and no second mail.
 * - It is recovered, once, when any session of it is paid after that. It is ordered, and so gets no mail, already when the
 *   shopper has confirmed a payment that takes days; and it is only ordered when it was paid before it seemed abandoned.
 * - A session made elsewhere has no cart of ours: it and those that its recovery link opens are a cart together.
 */
@Injectable()
export class CheckoutTracker {
  constructor(private readonly events: DomainEvents) {}

  /**
   * The shopper has ordered; `paid` null while the money is not there. Gives what was in the cart when the session was
   * opened; null for a session made elsewhere.
   */
  async ordered(
    tx: Transaction,
    news: CheckoutSessionUpdate,
    at: Date,
    paid: PaidOrder | null,
  ): Promise<CartItem[] | null> {
    const checkout = await this.checkoutOf(tx, news, news.recoveredFrom !== null);
    if (!checkout) return null;
    checkout.markOrdered(at);
    await tx.em.flush();
    if (checkout.cartId) {
      await sql`update cart set ordered_at = coalesce(ordered_at, ${at}) where id = ${checkout.cartId}`.execute(tx.sql);
    }
    if (paid) {
      checkout.orderId = paid.id;
      checkout.orderNumber = paid.number;
      checkout.paidAt ??= at;
      checkout.paidAmount = paid.total.amount;
      checkout.paidCurrency = paid.total.currency;
      const abandoned = await tx.em.findOne(AbandonedCart, { cartKey: checkout.cartKey });
      if (abandoned) await this.settle(tx, abandoned, checkout, await this.allOf(tx, checkout));
    }
    return checkout.items ?? null;
  }

  /** Nobody paid in time. */
  async expired(tx: Transaction, news: CheckoutSessionUpdate, at: Date): Promise<void> {
    const checkout = await this.checkoutOf(tx, news, true);
    if (!checkout?.markExpired(at)) return;
    checkout.email ??= news.email;
    checkout.hasConsent ||= news.hasConsent;
    const { email } = checkout;
    const all = await this.allOf(tx, checkout);
    if (!email || !checkout.causedAbandonment(all)) return;
    const abandoned = await this.abandon(tx, checkout, news, { email, at });
    const paid = all.find(({ paidAt }) => paidAt);
    if (paid) await this.settle(tx, abandoned, paid, all);
  }

  private async abandon(
    tx: Transaction,
    { cartKey, hasConsent, items }: CartCheckout,
    { sessionId, total, recovery }: CheckoutSessionUpdate,
    { email, at }: { email: string; at: Date },
  ): Promise<AbandonedCart> {
    const now = {
      ...{ sessionId, email, hasConsent: hasConsent, items, abandonedAt: at },
      ...{ total: total.amount, currency: total.currency },
      ...{ recoveryUrl: recovery?.url ?? null, recoveryExpiresAt: recovery?.expiresAt ?? null, skipReason: null },
    };
    const known = await tx.em.findOne(AbandonedCart, { cartKey });
    if (known) {
      if (!known.mailQueuedAt && known.abandonedAt < at) tx.em.assign(known, now);
      return known;
    }
    const abandoned = tx.em.create(AbandonedCart, {
      ...{ id: uuidv7(), cartKey, ...now, unsubscribeToken: unsubscribeToken() },
      ...{ mailQueuedAt: null, emailSentAt: null },
      ...{ recoveredAt: null, orderNumber: null, recoveredAmount: null, recoveredCurrency: null },
    });
    const dedupeKey = `abandoned_cart.created:${abandoned.id}`;
    await this.events.publish(tx, 'abandoned_cart.created', { email, total }, { occurredAt: at, actor, dedupeKey });
    return abandoned;
  }

  /** Paid after it was abandoned, it came back; paid before, and heard of late, it had never been left. */
  private async settle(
    tx: Transaction,
    abandoned: AbandonedCart,
    by: CartCheckout,
    all: CartCheckout[],
  ): Promise<void> {
    const { paidAt } = by;
    if (!paidAt) return;
    const wasLeft = all.some((each) => each.endedAt && each.endedAt <= paidAt && each.causedAbandonment(all));
    if (wasLeft) await this.recover(tx, abandoned, by);
    else if (!abandoned.recoveredAt && !abandoned.emailSentAt) abandoned.skipReason = 'ordered';
  }

  /** All of its cart; the others as they are by now, it as it is about to be. */
  private async allOf(tx: Transaction, checkout: CartCheckout): Promise<CartCheckout[]> {
    const { cartKey, id } = checkout;
    return [checkout, ...(await tx.em.find(CartCheckout, { cartKey, id: { $ne: id } }, { refresh: true }))];
  }

  private async recover(tx: Transaction, abandoned: AbandonedCart, by: CartCheckout): Promise<void> {
    const { orderId, orderNumber, paidAt, paidAmount, paidCurrency } = by;
    if (!orderId || !orderNumber || !paidAt) return;
    const money = { amount: paidAmount ?? 0, currency: paidCurrency ?? abandoned.currency };
    if (!abandoned.markRecovered(paidAt, orderNumber, money)) return;
    const dedupeKey = `abandoned_cart.recovered:${abandoned.id}`;
    const context = { orderId, occurredAt: paidAt, actor, dedupeKey };
    await this.events.publish(tx, 'abandoned_cart.recovered', { orderNumber }, context);
  }

  /** The checkout that a session is, held with all others of its cart until `tx` ends. */
  private async checkoutOf(
    tx: Transaction,
    news: CheckoutSessionUpdate,
    isWorthKeeping: boolean,
  ): Promise<CartCheckout | null> {
    const known = await this.find(tx, news);
    if (!known && !isWorthKeeping) return null;
    const former = known || news.recoveredFrom === null ? null : await this.bySession(tx, news.recoveredFrom);
    const cartKey = known?.cartKey ?? former?.cartKey ?? news.recoveredFrom ?? news.sessionId;
    await sql`select pg_advisory_xact_lock(hashtextextended(${`cart ${cartKey}`}, 0))`.execute(tx.sql);
    const checkout = (await this.find(tx, news)) ?? this.keep(tx, news, cartKey, former);
    if (known) await tx.em.refresh(checkout);
    checkout.sessionId = news.sessionId;
    return checkout;
  }

  private async find(tx: Transaction, { sessionId, checkoutId, recoveredFrom }: CheckoutSessionUpdate) {
    const known = await this.bySession(tx, sessionId);
    // its id was not written down: the process that opened it died. A copy has the metadata of what it was copied from.
    if (known || checkoutId === null || recoveredFrom !== null) return known;
    return tx.em.findOne(CartCheckout, { id: checkoutId, sessionId: null });
  }

  private bySession = (tx: Transaction, sessionId: string) => tx.em.findOne(CartCheckout, { sessionId });

  /** A session that was opened without us: elsewhere, or by a recovery link, whose goods are those of the first. */
  private keep(
    tx: Transaction,
    news: CheckoutSessionUpdate,
    cartKey: string,
    former: CartCheckout | null,
  ): CartCheckout {
    return tx.em.create(CartCheckout, {
      ...{ id: uuidv7(), cartKey, cartId: former?.cartId ?? null, sessionId: news.sessionId, state: 'open' },
      ...{ sessionUrl: null, recoveredFrom: news.recoveredFrom, fingerprint: null, items: former?.items ?? null },
      ...{ email: news.email ?? former?.email ?? null, hasConsent: former?.hasConsent ?? false },
      ...{ openedAt: news.openedAt, expiresAt: null, endedAt: null },
      ...{ orderId: null, orderNumber: null, paidAt: null, paidAmount: null, paidCurrency: null },
    });
  }
}
