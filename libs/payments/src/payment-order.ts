import type { Transaction } from '@daybook/database';
import { lockOrder, Order } from '@daybook/orders';
import { Inbox } from '@daybook/webhooks';
import { Injectable } from '@nestjs/common';
import { z } from 'zod';
import { relatedId, stripeId } from './stripe-fields.js';

const related = z.object({
  ...{ id: stripeId, payment_intent: relatedId, charge: relatedId },
  ...{ object: z.string().nullish(), status: z.unknown().optional() },
});

/** What an object of Stripe's says about the payment it belongs to. A charge is one itself; of several, one succeeds. */
export const paymentRef = related.transform(({ id, object, status, payment_intent, charge }) => ({
  paymentIntentId: payment_intent ?? null,
  chargeId: (object === 'charge' ? id : charge) ?? null,
  isSucceededCharge: object === 'charge' && status === 'succeeded',
}));
export type PaymentRef = z.infer<typeof paymentRef>;

/** Finds the order of a payment by its payment intent, or by the charge where Stripe names only that. */
@Injectable()
export class PaymentOrder {
  constructor(private readonly inbox: Inbox) {}

  /**
   * Locks the order and returns it as it is now. Null while no order has this payment: then none can get it before `tx` ends.
   */
  async lock(tx: Transaction, ref: PaymentRef): Promise<Order | null> {
    const key = ref.paymentIntentId ?? ref.chargeId;
    if (key === null) return null;
    const found = (await find(tx, ref)) ?? (await tx.lock('payment', key).then(() => find(tx, ref)));
    const order = found && (await lockOrder(tx, found.id));
    if (!order || ref.chargeId === null || order.chargeId === ref.chargeId) return order;
    if (order.chargeId && !ref.isSucceededCharge) return order;
    await this.learnCharge(tx, order, ref.chargeId);
    return lockOrder(tx, order.id);
  }

  private async learnCharge(tx: Transaction, order: Order, chargeId: string): Promise<void> {
    await tx.lock('payment', chargeId);
    order.chargeId = chargeId;
    await this.inbox.processWaiting(tx, 'stripe', chargeId);
  }
}

const find = (tx: Transaction, { paymentIntentId, chargeId }: PaymentRef) =>
  tx.em.findOne(Order, paymentIntentId === null ? { chargeId } : { paymentIntentId });
