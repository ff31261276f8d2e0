import { randomBytes } from 'node:crypto';
import type { Money } from '@daybook/contract';
import type { Transaction } from '@daybook/database';
import { DomainEvents } from '@daybook/events';
import { Injectable } from '@nestjs/common';
import { v7 as uuidv7 } from 'uuid';
import { AbandonedCart } from './abandoned-cart.entity.js';
import { CartCheckout } from './cart-checkout.entity.js';
import type { AbandonedItem } from './cart-item.js';
import type { CartsTables } from './carts.tables.js';

export interface CheckoutSessionUpdate {
  sessionId: string;
  /** From the session's metadata: the checkout it was opened for. */
  checkoutId: string | null;
  recoveredFrom: string | null;
  openedAt: Date;
  email: string | null;
  /** Given on the payment service's own page. */
  hasConsent: boolean;
  /** With shipping. */
  total: Money;
  recovery: { url: string; expiresAt: Date } | null;
}

export interface PaidOrder {
  id: string;
  number: string;
  total: Money;
}

const actor = 'Stripe';

/** 192 bits, safe in URLs. */
const createUnsubscribeToken = () => randomBytes(24).toString('base64url');

/**
 * The rules of abandonment, in whatever order webhooks arrive:
 * - A cart is abandoned when a session of it expires, its shopper's e-mail is known, and at that time no other session of it
 *   could be paid or had been ordered. Whether a session was open is judged by Stripe's times, not by when we received them.
 * - It is abandoned once. A later session of it (from its recovery link, or our own checkout) that expires too gives it a fresh
 *   link, unless its mail is enqueued; there is no second entry and no second mail.
 * - It is recovered, once, when any session of it is paid after that. It is ordered, and so gets no mail, already when the
 *   shopper has confirmed a payment that takes days; and it is only ordered when it was paid before it seemed abandoned.
 * - A session created outside Daybook has no cart: it and the sessions opened from its recovery link count as one cart.
 */
@Injectable()
export class CheckoutTracker {
  constructor(private readonly events: DomainEvents) {}

  /**
   * The checkout of a session, with what was in the cart when the session was opened. Locks all checkouts of the cart until
   * `tx` ends. Null for a session made elsewhere.
   */
  lock(tx: Transaction, update: CheckoutSessionUpdate): Promise<CartCheckout | null> {
    return this.lockCheckout(tx, update, update.recoveredFrom !== null);
  }

  /** Whether the session, or the one whose recovery link opened it, belongs to a checkout of this shop. */
  async knows(tx: Transaction, update: CheckoutSessionUpdate): Promise<boolean> {
    if (await this.findCheckoutOfSession(tx, update)) return true;
    return update.recoveredFrom !== null && (await this.findBySession(tx, update.recoveredFrom)) !== null;
  }

  /** The shopper has ordered; `paid` is null until the money arrives. */
  async recordOrdered(tx: Transaction, checkout: CartCheckout, at: Date, paid: PaidOrder | null): Promise<void> {
    checkout.markOrdered(at);
    await tx.em.flush();
    if (checkout.cartId) {
      await tx
        .kysely<CartsTables>()
        .updateTable('cart')
        .set((eb) => ({ ordered_at: eb.fn.coalesce('ordered_at', eb.val(at)) }))
        .where('id', '=', checkout.cartId)
        .execute();
    }
    if (paid) {
      checkout.orderId = paid.id;
      checkout.orderNumber = paid.number;
      checkout.paidAt ??= at;
      checkout.paidAmount = paid.total.amount;
      checkout.paidCurrency = paid.total.currency;
      const abandoned = await tx.em.findOne(AbandonedCart, { cartKey: checkout.cartKey });
      if (abandoned) await this.applyPayment(tx, abandoned, checkout, await this.findCheckoutsOfCart(tx, checkout));
    }
  }

  /** `items`: of a session made elsewhere, once they are fetched. Returns whether a reminder needs them. */
  async recordExpired(
    tx: Transaction,
    update: CheckoutSessionUpdate,
    at: Date,
    items?: AbandonedItem[],
  ): Promise<boolean> {
    const checkout = await this.lockCheckout(tx, update, true);
    if (!checkout?.markExpired(at)) return false;
    checkout.email ??= update.email;
    checkout.hasConsent ||= update.hasConsent;
    const { email } = checkout;
    const all = await this.findCheckoutsOfCart(tx, checkout);
    if (!email || !checkout.causedAbandonment(all)) return false;
    const abandoned = await this.abandon(tx, checkout, update, { email, at, fetched: items });
    const paid = all.find(({ paidAt }) => paidAt);
    if (paid) await this.applyPayment(tx, abandoned, paid, all);
    return !paid && abandoned.lacksItems();
  }

  private async abandon(
    tx: Transaction,
    checkout: CartCheckout,
    { sessionId, total, recovery }: CheckoutSessionUpdate,
    { email, at, fetched = null }: { email: string; at: Date; fetched: AbandonedItem[] | null | undefined },
  ): Promise<AbandonedCart> {
    const { cartKey, hasConsent } = checkout;
    const known = await tx.em.findOne(AbandonedCart, { cartKey });
    const items = checkout.items ?? known?.items ?? fetched;
    const now = {
      ...{ sessionId, email, hasConsent, items, abandonedAt: at },
      ...{ total: total.amount, currency: total.currency },
      ...{ recoveryUrl: recovery?.url ?? null, recoveryExpiresAt: recovery?.expiresAt ?? null, skipReason: null },
    };
    if (known) {
      known.items ??= items;
      if (!known.mailQueuedAt && known.abandonedAt < at) tx.em.assign(known, now);
      return known;
    }
    const abandoned = tx.em.create(AbandonedCart, {
      ...{ id: uuidv7(), cartKey, ...now, unsubscribeToken: createUnsubscribeToken() },
      ...{ mailQueuedAt: null, emailSentAt: null },
      ...{ recoveredAt: null, orderNumber: null, recoveredAmount: null, recoveredCurrency: null },
    });
    const dedupeKey = `abandoned_cart.created:${abandoned.id}`;
    await this.events.publish(tx, 'abandoned_cart.created', { email, total }, { occurredAt: at, actor, dedupeKey });
    return abandoned;
  }

  /** A cart paid after its abandonment is recovered; one paid before it, though reported later, was never abandoned. */
  private async applyPayment(
    tx: Transaction,
    abandoned: AbandonedCart,
    paidCheckout: CartCheckout,
    all: CartCheckout[],
  ): Promise<void> {
    const { paidAt } = paidCheckout;
    if (!paidAt) return;
    const wasAbandoned = all.some((each) => each.endedAt && each.endedAt <= paidAt && each.causedAbandonment(all));
    if (wasAbandoned) await this.markRecovered(tx, abandoned, paidCheckout);
    else if (!abandoned.recoveredAt && !abandoned.emailSentAt) abandoned.skipReason = 'ordered';
  }

  /** All checkouts of its cart; this one with its pending changes, the others fresh from the database. */
  private async findCheckoutsOfCart(tx: Transaction, checkout: CartCheckout): Promise<CartCheckout[]> {
    const { cartKey, id } = checkout;
    return [checkout, ...(await tx.em.find(CartCheckout, { cartKey, id: { $ne: id } }, { refresh: true }))];
  }

  private async markRecovered(tx: Transaction, abandoned: AbandonedCart, paidCheckout: CartCheckout): Promise<void> {
    const { orderId, orderNumber, paidAt, paidAmount, paidCurrency } = paidCheckout;
    if (!orderId || !orderNumber || !paidAt) return;
    const money = { amount: paidAmount ?? 0, currency: paidCurrency ?? abandoned.currency };
    if (!abandoned.markRecovered(paidAt, orderNumber, money)) return;
    const dedupeKey = `abandoned_cart.recovered:${abandoned.id}`;
    const context = { orderId, occurredAt: paidAt, actor, dedupeKey };
    await this.events.publish(tx, 'abandoned_cart.recovered', { orderNumber }, context);
  }

  /** Locks all checkouts of the session's cart until `tx` ends. */
  private async lockCheckout(
    tx: Transaction,
    update: CheckoutSessionUpdate,
    createsMissing: boolean,
  ): Promise<CartCheckout | null> {
    const known = await this.findCheckoutOfSession(tx, update);
    if (!known && !createsMissing) return null;
    const former = known || update.recoveredFrom === null ? null : await this.findBySession(tx, update.recoveredFrom);
    const cartKey = known?.cartKey ?? former?.cartKey ?? update.recoveredFrom ?? update.sessionId;
    await tx.lock('cart', cartKey);
    const checkout = (await this.findCheckoutOfSession(tx, update)) ?? this.createCheckout(tx, update, cartKey, former);
    if (known) await tx.em.refresh(checkout);
    checkout.sessionId = update.sessionId;
    return checkout;
  }

  private async findCheckoutOfSession(
    tx: Transaction,
    { sessionId, checkoutId, recoveredFrom }: CheckoutSessionUpdate,
  ) {
    const known = await this.findBySession(tx, sessionId);
    // the process that opened it crashed before storing its id; a copied session has the original's metadata
    if (known || checkoutId === null || recoveredFrom !== null) return known;
    return tx.em.findOne(CartCheckout, { id: checkoutId, sessionId: null });
  }

  private findBySession = (tx: Transaction, sessionId: string) => tx.em.findOne(CartCheckout, { sessionId });

  /** For a session that we did not open: one made elsewhere, or by a recovery link, with the items of the first. */
  private createCheckout(
    tx: Transaction,
    update: CheckoutSessionUpdate,
    cartKey: string,
    recoveredCheckout: CartCheckout | null,
  ): CartCheckout {
    const { cartId = null, items = null, hasConsent = false, email = null } = recoveredCheckout ?? {};
    const { sessionId, recoveredFrom, openedAt } = update;
    return tx.em.create(CartCheckout, {
      id: uuidv7(),
      cartKey,
      cartId,
      sessionId,
      sessionUrl: null,
      state: 'open',
      recoveredFrom,
      fingerprint: null,
      items,
      email: update.email ?? email,
      hasConsent,
      openedAt,
      expiresAt: null,
      endedAt: null,
      ...{ orderId: null, orderNumber: null, paidAt: null, paidAmount: null, paidCurrency: null },
    });
  }
}
