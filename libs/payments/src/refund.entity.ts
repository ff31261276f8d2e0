import { refundNotices, refundStates, type RefundNotice, type RefundState } from '@daybook/contract';
import type { Transaction } from '@daybook/database';
import { Order } from '@daybook/orders';
import { defineEntity, p } from '@mikro-orm/core';
import type { InferKyselyDB } from '@mikro-orm/postgresql';

const RefundSchema = defineEntity({
  name: 'Refund',
  tableName: 'refund',
  indexes: [{ name: 'refund_of_order', properties: ['orderId'] }],
  properties: {
    id: p.uuid().primary(),
    orderId: () => p.manyToOne(Order).mapToPk().fieldName('order_id').deleteRule('cascade'),
    /** Null until Stripe has answered. */
    stripeId: p.string().length(255).nullable().unique(),
    /** Minor units of its own currency, which may differ from the order's. */
    amount: p.bigint('number').check('amount > 0'),
    currency: p.character().length(3),
    /** What it takes from the order's total, in minor units of the order's currency; null when Stripe does not say. */
    orderAmount: p.bigint('number').nullable(),
    state: p.enum(refundStates).columnType('varchar(16)'),
    /** A person's name; null for a refund made at Stripe. */
    requestedBy: p.string().length(200).nullable(),
    /** When we asked Stripe for it; null while it is held, and for one made at Stripe. */
    requestedAt: p.datetime(3).nullable(),
    /** The mail that tells the customer once it is made; null when they are not told. */
    notice: p.enum(refundNotices).columnType('varchar(16)').nullable(),
    refundedAt: p.datetime(3).nullable(),
    insertedAt: p.datetime(3).defaultRaw('now()'),
  },
});

export class Refund extends RefundSchema.class {
  /** A refund that a person requests, in the order's currency. */
  static request(
    tx: Transaction,
    order: Order,
    refund: {
      id: string;
      amount: number;
      state: 'pending' | 'held';
      requestedBy: string;
      notice: RefundNotice | null;
    },
  ): Refund {
    const { id: orderId, currency } = order;
    const { amount, state } = refund;
    const requestedAt = state === 'pending' ? new Date() : null;
    return tx.em.create(Refund, {
      ...refund,
      ...{ orderId, currency, orderAmount: amount, stripeId: null, requestedAt, refundedAt: null },
    });
  }
}
RefundSchema.setClass(Refund);

export const paymentsEntities = [Refund];
export type PaymentsTables = InferKyselyDB<typeof RefundSchema>;

/**
 * What can still be refunded of a payment, in minor units of its currency: pending refunds count as refunded, failed ones do
 * not. Nothing while the value of a refund in another currency is unknown: the rest is refunded at Stripe.
 */
export function refundableAmount(
  { total, paymentIntentId }: { total: number; paymentIntentId?: string | null },
  refunds: readonly { orderAmount?: number | null; state: RefundState }[],
): number {
  if (!paymentIntentId) return 0;
  return refunds
    .filter(({ state }) => state !== 'failed')
    .reduce((rest, { orderAmount }) => rest - (orderAmount ?? rest), total);
}
