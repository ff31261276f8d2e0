import { refundStates, type RefundState } from '@daybook/contract';
import { defineEntity, p } from '@mikro-orm/core';

const RefundSchema = defineEntity({
  name: 'Refund',
  tableName: 'refund',
  properties: {
    id: p.uuid().primary(),
    orderId: p.uuid(),
    /** Null until Stripe has answered. */
    stripeId: p.string().nullable(),
    /** Minor units of the order's currency. */
    amount: p.bigint('number'),
    state: p.enum(refundStates).$type<RefundState>(),
    /** A person's name; null for a refund made at Stripe. */
    requestedBy: p.string().nullable(),
    refundedAt: p.datetime(3).nullable(),
  },
});

export class Refund extends RefundSchema.class {}
RefundSchema.setClass(Refund);

export const paymentsEntities = [Refund];

/** What can still be refunded of a payment, in minor units: pending refunds count as refunded, failed ones do not. */
export function refundableAmount(
  { total, paymentIntentId }: { total: number; paymentIntentId?: string | null },
  refunds: readonly { amount: number; state: RefundState }[],
): number {
  if (!paymentIntentId) return 0;
  return refunds.filter(({ state }) => state !== 'failed').reduce((rest, { amount }) => rest - amount, total);
}
