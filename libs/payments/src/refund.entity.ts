import { refundStates, type RefundState } from '@daybook/contract';
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
    /** Minor units of the order's currency. */
    amount: p.bigint('number').check('amount > 0'),
    state: p.enum(refundStates).columnType('varchar(16)'),
    /** A person's name; null for a refund made at Stripe. */
    requestedBy: p.string().length(200).nullable(),
    refundedAt: p.datetime(3).nullable(),
    insertedAt: p.datetime(3).defaultRaw('now()'),
  },
});

export class Refund extends RefundSchema.class {}
RefundSchema.setClass(Refund);

export const paymentsEntities = [Refund];
export type PaymentsTables = InferKyselyDB<typeof RefundSchema>;

/** What can still be refunded of a payment, in minor units: pending refunds count as refunded, failed ones do not. */
export function refundableAmount(
  { total, paymentIntentId }: { total: number; paymentIntentId?: string | null },
  refunds: readonly { amount: number; state: RefundState }[],
): number {
  if (!paymentIntentId) return 0;
  return refunds.filter(({ state }) => state !== 'failed').reduce((rest, { amount }) => rest - amount, total);
}
