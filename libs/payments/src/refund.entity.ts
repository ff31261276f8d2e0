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
    /** A person's name; null for one made at Stripe. */
    requestedBy: p.string().nullable(),
    refundedAt: p.datetime(3).nullable(),
  },
});

/** Money given back, or asked to be. */
export class Refund extends RefundSchema.class {}
RefundSchema.setClass(Refund);

export const paymentsEntities = [Refund];
