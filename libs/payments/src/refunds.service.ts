import { failpoint } from '@daybook/config';
import type { RefundInput } from '@daybook/contract';
import { Database, type Transaction } from '@daybook/database';
import { DomainEvents } from '@daybook/events';
import { discard, done, JobQueue, type JobAttempt, type JobOutcome } from '@daybook/jobs';
import { lockOrder, Order } from '@daybook/orders';
import { ConsoleNotifier } from '@daybook/realtime';
import { Injectable } from '@nestjs/common';
import { sql } from 'kysely';
import { Stripe } from 'stripe';
import { v7 as uuidv7 } from 'uuid';
import { z } from 'zod';
import { Refund, refundableAmount } from './refund.entity.js';
import type { StripeRefund } from './stripe-events.js';
import { refundMetadataKey, StripeRefunds, type RefundRequest } from './stripe-refunds.js';

type RefundRow = Pick<Refund, 'amount' | 'state' | 'refundedAt'>;

export type RefundRequestResult = { outcome: 'requested' } | { outcome: 'refused'; reason: string };

/** Refunds requested by a person here, or made at Stripe. Each counts once, whichever report of it arrives first. */
@Injectable()
export class RefundsService {
  constructor(
    private readonly database: Database,
    private readonly stripe: StripeRefunds,
    private readonly events: DomainEvents,
    private readonly jobs: JobQueue,
    private readonly consoles: ConsoleNotifier,
  ) {}

  /** Oldest first. */
  async listForOrder(orderId: string): Promise<RefundRow[]> {
    const { rows } = await sql<RefundRow>`
      select amount::float8 as amount, state, refunded_at as "refundedAt" from refund
      where order_id = ${orderId} order by inserted_at, id`.execute(this.database.sql);
    return rows;
  }

  /** Requests one refund for each `input.id`, however often it is called: the caller may not have received the answer. */
  async request(
    tx: Transaction,
    orderId: string,
    input: RefundInput,
    requestedBy: string,
  ): Promise<RefundRequestResult> {
    const { amount, id = uuidv7() } = input;
    const order = await lockOrder(tx, orderId);
    if ((await tx.em.count(Refund, { id, orderId })) > 0) return { outcome: 'requested' };
    if (!order?.paymentIntentId) return { outcome: 'refused', reason: 'Stripe has no payment for this order.' };
    if (amount > refundableAmount(order, await tx.em.find(Refund, { orderId })))
      return { outcome: 'refused', reason: 'This is more than what is left of the payment.' };
    tx.em.create(Refund, { id, orderId, stripeId: null, amount, state: 'pending', requestedBy, refundedAt: null });
    await tx.em.flush();
    await this.jobs.enqueue(tx, 'create-refund', { orderId, refundId: id });
    tx.afterCommit(() => this.consoles.notify({ changedOrderIds: [orderId] }));
    return { outcome: 'requested' };
  }

  async createAtStripe(refundId: string, { number: attempt, maxAttempts }: JobAttempt): Promise<JobOutcome> {
    const request = await this.database.transaction((tx) => this.findPending(tx, refundId));
    if (!request) return done;
    await failpoint('refund.started');
    let created: StripeRefund;
    try {
      created = await this.stripe.create(request, attempt);
    } catch (error) {
      if (attempt < maxAttempts && !isRefusal(error)) throw error;
      const reason = (error instanceof Error && error.message) || 'Stripe did not answer';
      await this.database.transaction((tx) => this.recordFailure(tx, refundId, reason));
      return discard(reason);
    }
    await failpoint('refund.answered');
    await this.database.transaction((tx) => this.record(tx, created, null));
    return done;
  }

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

  private async findPending(tx: Transaction, refundId: string): Promise<RefundRequest | null> {
    const refund = await tx.em.findOne(Refund, { id: refundId, state: 'pending' });
    const order = refund && (await tx.em.findOne(Order, { id: refund.orderId }));
    if (!refund || !order?.paymentIntentId) return null;
    return { id: refundId, paymentIntentId: order.paymentIntentId, amount: refund.amount };
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

  private async recordFailure(tx: Transaction, refundId: string, reason: string): Promise<void> {
    const { orderId } = await tx.em.findOneOrFail(Refund, { id: refundId });
    const order = await lockOrder(tx, orderId);
    const refund = await tx.em.findOneOrFail(Refund, { id: refundId }, { refresh: true });
    // a webhook came first
    if (!order || refund.stripeId !== null) return;
    refund.state = 'failed';
    const money = { amount: refund.amount, currency: order.currency };
    const context = { orderId, actor: 'Stripe', dedupeKey: `refund_failed:${refundId}` };
    await this.events.publish(tx, 'order.refund_failed', { refund: money, reason }, context);
    tx.afterCommit(() => this.consoles.notify({ changedOrderIds: [orderId] }));
  }
}

/** Stripe understood the request and refused it: another attempt would not help. */
function isRefusal(error: unknown): boolean {
  return error instanceof Stripe.errors.StripeInvalidRequestError || error instanceof Stripe.errors.StripeCardError;
}
