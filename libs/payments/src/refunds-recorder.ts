import type { EventMap } from '@daybook/contract';
import type { Transaction } from '@daybook/database';
import { DomainEvents } from '@daybook/events';
import { lockOrder, type Order } from '@daybook/orders';
import { ConsoleNotifier } from '@daybook/realtime';
import { Injectable } from '@nestjs/common';
import { v7 as uuidv7 } from 'uuid';
import { z } from 'zod';
import { Refund } from './refund.entity.js';
import { fromUnix } from './stripe-fields.js';
import { amountOfOrder, type StripeRefund } from './stripe-refund.js';
import { refundMetadataKey } from './stripe-refunds.js';

/** Records what became of refunds. Each counts once, whichever report of it arrives first. */
@Injectable()
export class RefundsRecorder {
  constructor(
    private readonly events: DomainEvents,
    private readonly consoles: ConsoleNotifier,
  ) {}

  /**
   * Records a refund of a locked order as Stripe reports it. `changedAt`: when it got this status; null when nothing says so:
   * then it was made when it was created, and has failed by now.
   */
  async record(tx: Transaction, order: Order, reported: StripeRefund, changedAt: Date | null): Promise<void> {
    if (reported.amount === 0) return;
    const refund = await this.findOrCreate(tx, reported, order);
    if (refund.state === 'failed' && refund.stripeId === null) await this.takeBackFailure(tx, refund);
    refund.stripeId = reported.id;
    const status = reported.status ?? 'succeeded';
    if (status === 'succeeded') {
      const occurredAt = notBefore(refund.requestedAt ?? null, changedAt ?? fromUnix(reported.created));
      await this.recordSuccess(tx, order, refund, occurredAt);
    }
    if (status === 'failed' || status === 'canceled')
      await this.recordRefusal(tx, order, refund, changedAt ?? new Date(), reported.failure_reason);
    tx.afterCommit(() => this.consoles.notify({ changedOrderIds: [order.id] }));
  }

  /** Our job gave up, but Stripe did create the refund. */
  private async takeBackFailure(tx: Transaction, refund: Refund): Promise<void> {
    refund.state = 'pending';
    const { orderId, id: refundId } = refund;
    await this.events.resolveProblems(tx, { type: 'order.refund_failed', orderId, where: { refundId } }, 'Stripe');
  }

  private async recordSuccess(tx: Transaction, order: Order, refund: Refund, occurredAt: Date): Promise<void> {
    // a refund that the bank returned was made before: an older report may arrive later
    if (refund.state !== 'failed') refund.state = 'refunded';
    if (!refund.refundedAt || occurredAt < refund.refundedAt) refund.refundedAt = occurredAt;
    const data = dataOf(refund);
    // the bank has returned it: there is nothing to tell the customer
    if (refund.state === 'failed') delete data.notice;
    await this.publish(tx, 'order.refunded', order, refund, data, occurredAt);
  }

  private async recordRefusal(
    tx: Transaction,
    order: Order,
    refund: Refund,
    occurredAt: Date,
    why?: string | null,
  ): Promise<void> {
    refund.state = 'failed';
    const reason = why ?? 'Stripe could not carry it out';
    await this.publish(tx, 'order.refund_failed', order, refund, { ...dataOf(refund), reason }, occurredAt);
  }

  private async publish<T extends 'order.refunded' | 'order.refund_failed'>(
    tx: Transaction,
    type: T,
    { id: orderId }: Order,
    { stripeId, requestedBy }: Refund,
    data: EventMap[T],
    occurredAt: Date,
  ): Promise<void> {
    const dedupeKey = `${type.replace('order.', '')}:${stripeId ?? ''}`;
    await this.events.publish(tx, type, data, { orderId, occurredAt, actor: requestedBy ?? 'Stripe', dedupeKey });
  }

  private async findOrCreate(tx: Transaction, reported: StripeRefund, order: Order): Promise<Refund> {
    const { id: stripeId, amount } = reported;
    const orderAmount = amountOfOrder(reported, order);
    const money = { amount, currency: reported.currency ?? order.currency };
    const ourId = z.uuid().safeParse(reported.metadata?.[refundMetadataKey]);
    const existing =
      (await tx.em.findOne(Refund, { stripeId })) ??
      (ourId.success ? await tx.em.findOne(Refund, { id: ourId.data, orderId: order.id }) : null);
    if (existing) return tx.em.assign(existing, { ...money, orderAmount: orderAmount ?? existing.orderAmount ?? null });
    return tx.em.create(Refund, {
      ...{ id: uuidv7(), orderId: order.id, stripeId, ...money, orderAmount },
      ...{ state: 'pending', requestedBy: null, notice: null, requestedAt: null, refundedAt: null },
    });
  }

  /** Stripe will not carry it out, or is not asked to. */
  async recordFailure(
    tx: Transaction,
    refundId: string,
    failure: Omit<EventMap['order.refund_failed'], keyof EventMap['order.refunded']>,
    actor = 'Stripe',
  ): Promise<void> {
    const { orderId } = await tx.em.findOneOrFail(Refund, { id: refundId });
    const order = await lockOrder(tx, orderId);
    const refund = await tx.em.findOneOrFail(Refund, { id: refundId }, { refresh: true });
    // a webhook came first
    if (!order || refund.stripeId !== null) return;
    refund.state = 'failed';
    const context = { orderId, actor, dedupeKey: `refund_failed:${refundId}` };
    await this.events.publish(tx, 'order.refund_failed', { ...dataOf(refund), ...failure }, context);
    tx.afterCommit(() => this.consoles.notify({ changedOrderIds: [orderId] }));
  }
}

/** Stripe's clock may be behind ours, and says whole seconds. */
const notBefore = (earliest: Date | null, at: Date) => (earliest !== null && earliest > at ? earliest : at);

const dataOf = ({ id, amount, currency, notice }: Refund): EventMap['order.refunded'] => ({
  refund: { amount, currency },
  refundId: id,
  ...(notice && { notice }),
});
