import { canonicalEmail, skipReasons, type Money } from '@daybook/contract';
import { defineEntity, p } from '@mikro-orm/core';
import type { AbandonedItem } from './cart-item.js';

const toCanonicalEmail = ({ email }: { email: string }) => canonicalEmail(email);

export const AbandonedCartSchema = defineEntity({
  name: 'AbandonedCart',
  tableName: 'abandoned_cart',
  indexes: [
    {
      name: 'abandoned_cart_newest',
      columns: [
        { name: 'abandonedAt', sort: 'desc' },
        { name: 'id', sort: 'desc' },
      ],
    },
    {
      name: 'abandoned_cart_without_mail',
      properties: ['abandonedAt'],
      where: 'has_consent and mail_queued_at is null and skip_reason is null and recovered_at is null',
    },
    { name: 'abandoned_cart_of_address', properties: ['canonicalEmail'], where: 'mail_queued_at is not null' },
    { name: 'abandoned_cart_mailed', properties: ['mailQueuedAt'], where: 'mail_queued_at is not null' },
  ],
  properties: {
    id: p.uuid().primary(),
    /** Shared with its checkouts; unique, because a cart is abandoned once. */
    cartKey: p.text().unique(),
    /** The session that expired last. */
    sessionId: p.text(),
    email: p.text(),
    canonicalEmail: p.text().default('').onCreate(toCanonicalEmail).onUpdate(toCanonicalEmail),
    hasConsent: p.boolean(),
    /** Minor units of `currency`, with shipping. */
    total: p.bigint('number'),
    currency: p.character().length(3),
    /** Null while unknown: the lines of a session made elsewhere have to be fetched. */
    items: p.json<AbandonedItem[]>().nullable(),
    recoveryUrl: p.text().nullable(),
    recoveryExpiresAt: p.datetime(3).nullable(),
    /** In its mail's links: allows unsubscribing this address and nothing else. */
    unsubscribeToken: p.string().length(64).unique(),
    abandonedAt: p.datetime(3),
    mailQueuedAt: p.datetime(3).nullable(),
    emailSentAt: p.datetime(3).nullable(),
    skipReason: p.enum(skipReasons).columnType('varchar(16)').nullable(),
    recoveredAt: p.datetime(3).nullable(),
    orderNumber: p.string().length(64).nullable(),
    /** The order's total, in minor units of `recoveredCurrency`. */
    recoveredAmount: p.bigint('number').nullable(),
    recoveredCurrency: p.character().length(3).nullable(),
    /** Left by the demo: only the sandbox hears of it (`Settings.mayReachServices`). */
    isDemo: p.boolean().default(false),
  },
});

export class AbandonedCart extends AbandonedCartSchema.class {
  /** Whether a reminder may be sent that could not say what is in the cart. */
  lacksItems(): boolean {
    return this.items === null && this.hasConsent && this.recoveryUrl !== null && !this.emailSentAt;
  }

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
