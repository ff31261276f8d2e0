import { skipReasons, type Money, type SkipReason } from '@daybook/contract';
import { defineEntity, p } from '@mikro-orm/core';
import type { CartItem } from './cart.js';

const AbandonedCartSchema = defineEntity({
  name: 'AbandonedCart',
  tableName: 'abandoned_cart',
  properties: {
    id: p.uuid().primary(),
    /** Shared with its checkouts; unique, because a cart is abandoned once. */
    cartKey: p.text(),
    /** The session that expired last. */
    sessionId: p.text(),
    email: p.text(),
    hasConsent: p.boolean(),
    /** Minor units of `currency`, with shipping. */
    total: p.bigint('number'),
    currency: p.string(),
    /** Null where the session was made elsewhere. */
    items: p.json<CartItem[]>().nullable(),
    recoveryUrl: p.text().nullable(),
    recoveryExpiresAt: p.datetime(3).nullable(),
    /** In its mail's links: allows unsubscribing this address and nothing else. */
    unsubscribeToken: p.string(),
    abandonedAt: p.datetime(3),
    mailQueuedAt: p.datetime(3).nullable(),
    emailSentAt: p.datetime(3).nullable(),
    skipReason: p.enum(skipReasons).$type<SkipReason>().nullable(),
    recoveredAt: p.datetime(3).nullable(),
    orderNumber: p.string().nullable(),
    /** The order's total, in minor units of `recoveredCurrency`. */
    recoveredAmount: p.bigint('number').nullable(),
    recoveredCurrency: p.string().nullable(),
  },
});

export class AbandonedCart extends AbandonedCartSchema.class {
  /** False when it was recovered already. */
  markRecovered(at: Date, orderNumber: string, { amount, currency }: Money): boolean {
    if (this.recoveredAt) return false;
    this.recoveredAt = at;
    this.orderNumber = orderNumber;
    this.recoveredAmount = amount;
    this.recoveredCurrency = currency;
    return true;
  }
}
AbandonedCartSchema.setClass(AbandonedCart);
