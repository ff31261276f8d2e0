import { defineEntity, p } from '@mikro-orm/core';
import type { CartItem } from './cart-item.js';
import { CartSchema } from './cart.entity.js';

const checkoutStates = ['open', 'ordered', 'expired'] as const;

export const CartCheckoutSchema = defineEntity({
  name: 'CartCheckout',
  tableName: 'cart_checkout',
  indexes: [
    { name: 'cart_checkout_by_key', properties: ['cartKey'] },
    { name: 'cart_checkout_of_cart', properties: ['cartId'] },
    { name: 'cart_checkout_of_order', properties: ['orderId'] },
  ],
  properties: {
    id: p.uuid().primary(),
    /** What all checkouts of one cart share: our cart's id; for sessions made elsewhere, the first session's. */
    cartKey: p.text(),
    /** Null for a session made elsewhere. */
    cartId: () => p.manyToOne(CartSchema).mapToPk().fieldName('cart_id').nullable().deleteRule('set null'),
    /** Null until Stripe answers. */
    sessionId: p.text().unique().nullable(),
    sessionUrl: p.text().nullable(),
    /** The session whose recovery link opened this one. */
    recoveredFrom: p.text().nullable(),
    /** A hash of what was in the cart and who was buying; null for a session that Stripe opened from a recovery link, and when it is unknown whether Stripe opened one. */
    fingerprint: p.string().length(64).nullable(),
    email: p.text().nullable(),
    hasConsent: p.boolean(),
    /** The cart as it was then; null for a session made elsewhere. */
    items: p.json<CartItem[]>().nullable(),
    state: p.enum(checkoutStates).columnType('varchar(8)').default('open'),
    openedAt: p.datetime(3),
    expiresAt: p.datetime(3).nullable(),
    endedAt: p.datetime(3).nullable(),
    orderId: p.uuid().nullable(),
    orderNumber: p.string().length(64).nullable(),
    paidAt: p.datetime(3).nullable(),
    /** Minor units of `paidCurrency`. */
    paidAmount: p.bigint('number').nullable(),
    paidCurrency: p.character().length(3).nullable(),
  },
});

/** One payment session of a cart. */
export class CartCheckout extends CartCheckoutSchema.class {
  isOpenAt(at: Date): boolean {
    const end = this.endedAt ?? this.expiresAt;
    return Boolean(this.sessionId) && this.openedAt <= at && (!end || at < end);
  }

  /** Stripe reports the end of every session; until then it may have been paid, even after `expiresAt`. */
  isAwaitingOutcome(): boolean {
    return Boolean(this.sessionId) && this.state === 'open';
  }

  /** Whether its expiry abandoned the cart: at that time no other checkout of the cart had been ordered or could still be paid. */
  causedAbandonment(all: CartCheckout[]): boolean {
    const at = this.endedAt;
    if (this.state !== 'expired' || !this.email || !at) return false;
    const others = all.filter(({ id }) => id !== this.id);
    const isOpen = (other: CartCheckout) => other.recoveredFrom !== this.sessionId && other.isOpenAt(at);
    return !others.some((other) => other.wasOrderedBy(at) || isOpen(other));
  }

  wasOrderedBy(at: Date): boolean {
    return this.state === 'ordered' && Boolean(this.endedAt && this.endedAt <= at);
  }

  /** Of repeated or late reports the earliest counts. */
  markOrdered(at: Date): void {
    const isLater = this.state === 'ordered' && this.endedAt && this.endedAt <= at;
    if (!isLater) this.endedAt = at;
    this.state = 'ordered';
  }

  /** False when it was ordered, because that cannot expire. */
  markExpired(at: Date): boolean {
    if (this.state === 'ordered') return false;
    this.state = 'expired';
    this.endedAt ??= at;
    return true;
  }
}
CartCheckoutSchema.setClass(CartCheckout);
