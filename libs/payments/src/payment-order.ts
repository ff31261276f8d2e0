import type { Transaction } from '@daybook/database';
import { lockOrder, Order } from '@daybook/orders';
import { Inbox } from '@daybook/webhooks';
import { Injectable } from '@nestjs/common';
import { z } from 'zod';
import { relatedId, stripeId } from './stripe-fields.js';

const related = z.object({ id: stripeId, object: z.string().nullish(), payment_intent: relatedId, charge: relatedId });

/** What an object of Stripe's says about the payment it belongs to. A charge is one itself. */
export const paymentRef = related.transform(({ id, object, payment_intent, charge }) => ({
  paymentIntentId: payment_intent ?? null,
  chargeId: (object === 'charge' ? id : charge) ?? null,
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
    if (!order || ref.chargeId === null || order.chargeId) return order;
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
