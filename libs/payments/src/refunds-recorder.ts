import type { Transaction } from '@daybook/database';
import { DomainEvents } from '@daybook/events';
import { lockOrder, Order } from '@daybook/orders';
import { ConsoleNotifier } from '@daybook/realtime';
import { Injectable } from '@nestjs/common';
import { v7 as uuidv7 } from 'uuid';
import { z } from 'zod';
import { Refund } from './refund.entity.js';
import type { StripeRefund } from './stripe-events.js';
import { refundMetadataKey } from './stripe-refunds.js';

/** Records what became of refunds. Each counts once, whichever report of it arrives first. */
@Injectable()
export class RefundsRecorder {
  constructor(
    private readonly events: DomainEvents,
    private readonly consoles: ConsoleNotifier,
  ) {}

  /** Records a refund as Stripe reports it. `at` defaults to Stripe's creation time. Returns false when the order is not ours. */
  async record(tx: Transaction, reported: StripeRefund, at: Date | null): Promise<boolean> {
    const { payment_intent: paymentIntentId } = reported;
    const found = paymentIntentId ? await tx.em.findOne(Order, { paymentIntentId }) : null;
    const order = found && (await lockOrder(tx, found.id));
    if (!order) return false;
    const refund = await this.findOrCreate(tx, reported, order);
    // our job gave up, but Stripe did create the refund
    if (refund.state === 'failed' && refund.stripeId === null) refund.state = 'pending';
    refund.stripeId = reported.id;
    const money = { amount: reported.amount, currency: order.currency };
    const occurredAt = at ?? new Date(reported.created * 1_000);
    const context = { orderId: order.id, occurredAt, actor: refund.requestedBy ?? 'Stripe' };
    if (reported.status === 'succeeded' && refund.state !== 'failed') {
      refund.state = 'refunded';
      refund.refundedAt ??= occurredAt;
      const dedupeKey = `refunded:${reported.id}`;
      await this.events.publish(tx, 'order.refunded', { refund: money }, { ...context, dedupeKey });
    }
    if (reported.status === 'failed' || reported.status === 'canceled') {
      refund.state = 'failed';
      const reason = reported.failure_reason?.replaceAll('_', ' ') ?? 'Stripe could not carry it out';
      const dedupeKey = `refund_failed:${reported.id}`;
      await this.events.publish(tx, 'order.refund_failed', { refund: money, reason }, { ...context, dedupeKey });
    }
    tx.afterCommit(() => this.consoles.notify({ changedOrderIds: [order.id] }));
    return true;
  }

  private async findOrCreate(tx: Transaction, { id, amount, metadata }: StripeRefund, order: Order): Promise<Refund> {
    const ourId = z.uuid().safeParse(metadata?.[refundMetadataKey]);
    const existing =
      (await tx.em.findOne(Refund, { stripeId: id })) ??
      (ourId.success ? await tx.em.findOne(Refund, { id: ourId.data, orderId: order.id }) : null);
    return (
      existing ??
      tx.em.create(Refund, {
        ...{ id: uuidv7(), orderId: order.id, stripeId: id, amount },
        ...{ state: 'pending', requestedBy: null, refundedAt: null },
      })
    );
  }

  /** Stripe will not carry it out, or is not asked to. */
  async recordFailure(tx: Transaction, refundId: string, reason: string, actor = 'Stripe'): Promise<void> {
    const { orderId } = await tx.em.findOneOrFail(Refund, { id: refundId });
    const order = await lockOrder(tx, orderId);
    const refund = await tx.em.findOneOrFail(Refund, { id: refundId }, { refresh: true });
    // a webhook came first
    if (!order || refund.stripeId !== null) return;
    refund.state = 'failed';
    const money = { amount: refund.amount, currency: order.currency };
    const context = { orderId, actor, dedupeKey: `refund_failed:${refundId}` };
    await this.events.publish(tx, 'order.refund_failed', { refund: money, reason }, context);
    tx.afterCommit(() => this.consoles.notify({ changedOrderIds: [orderId] }));
  }
}
