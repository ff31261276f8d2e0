import { failpoint } from '@daybook/config';
import type { RefundDraft } from '@daybook/contract';
import { Database, type Transaction } from '@daybook/database';
import { DomainEvents } from '@daybook/events';
import { done, discard, JobQueue, type JobOutcome, type JobAttempt } from '@daybook/jobs';
import { lockOrder, Order } from '@daybook/orders';
import { ConsoleNotifier } from '@daybook/realtime';
import { Injectable } from '@nestjs/common';
import { Stripe } from 'stripe';
import { v7 as uuidv7 } from 'uuid';
import { z } from 'zod';
import { Refund } from './refund.entity.js';
import { refundableAmount } from './refundable.js';
import { refundMetadataKey, StripeRefunds } from './stripe-refunds.js';
import type { StripeRefund } from './stripe-events.js';

export type RefundRequestResult = { outcome: 'requested' } | { outcome: 'refused'; reason: string };

/** Money given back: asked of Stripe by a person here, or made at Stripe. Each counts once, whoever tells of it first. */
@Injectable()
export class RefundsService {
  constructor(
    private readonly database: Database,
    private readonly stripe: StripeRefunds,
    private readonly events: DomainEvents,
    private readonly jobs: JobQueue,
    private readonly consoles: ConsoleNotifier,
  ) {}

  /** Once for an `id`, however often it is asked: an answer may have been lost. */
  async request(tx: Transaction, orderId: string, draft: RefundDraft, name: string): Promise<RefundRequestResult> {
    const { amount, id = uuidv7() } = draft;
    const order = await lockOrder(tx, orderId);
    if ((await tx.em.count(Refund, { id, orderId })) > 0) return { outcome: 'requested' };
    if (!order?.paymentIntentId) return { outcome: 'refused', reason: 'Stripe has no payment of this order.' };
    if (amount > refundableAmount(order, await tx.em.find(Refund, { orderId })))
      return { outcome: 'refused', reason: 'That is more than is left of the payment.' };
    const refund = tx.em.create(Refund, {
      ...{ id, orderId, stripeId: null, amount },
      ...{ state: 'pending', requestedBy: name, refundedAt: null },
    });
    await tx.em.flush();
    await this.jobs.enqueue(tx, 'create-refund', { orderId, refundId: refund.id });
    tx.afterCommit(() => this.consoles.notify({ orders: [orderId] }));
    return { outcome: 'requested' };
  }

  /** One try; the last one that fails ends it. */
  async createAtStripe(refundId: string, { attempt, maxAttempts }: JobAttempt): Promise<JobOutcome> {
    const [refund, order] = await this.database.transaction(async (tx) => {
      const found = await tx.em.findOne(Refund, { id: refundId });
      return [found, found && (await tx.em.findOne(Order, { id: found.orderId }))];
    });
    if (refund?.state !== 'pending' || !order?.paymentIntentId) return done;
    await failpoint('refund.started');
    const { amount } = refund;
    const made = await this.stripe
      .make({ id: refundId, paymentIntentId: order.paymentIntentId, amount }, attempt)
      .catch((error: unknown) => {
        if (attempt < maxAttempts && !isRefusal(error)) throw error;
        return { failedBecause: reasonOf(error) };
      });
    if ('failedBecause' in made) {
      await this.database.transaction((tx) => this.failed(tx, refundId, made.failedBecause));
      return discard(made.failedBecause);
    }
    await failpoint('refund.answered');
    await this.database.transaction((tx) => this.record(tx, made, null));
    return done;
  }

  /** What Stripe says of a refund; false when its order is not one of ours. `at` null: when Stripe made it. */
  async record(tx: Transaction, told: StripeRefund, at: Date | null): Promise<boolean> {
    const found = told.payment_intent && (await tx.em.findOne(Order, { paymentIntentId: told.payment_intent }));
    const order = found ? await lockOrder(tx, found.id) : null;
    if (!order) return false;
    const refund = await this.known(tx, told, order);
    // given up here, and made at Stripe all the same
    if (refund.state === 'failed' && refund.stripeId === null) refund.state = 'pending';
    refund.stripeId = told.id;
    const money = { amount: told.amount, currency: order.currency };
    const occurredAt = at ?? new Date(told.created * 1_000);
    const context = { orderId: order.id, occurredAt, actor: refund.requestedBy ?? 'Stripe' };
    if (told.status === 'succeeded' && refund.state !== 'failed') {
      refund.state = 'refunded';
      refund.refundedAt ??= occurredAt;
      await this.events.publish(
        tx,
        'order.refunded',
        { refund: money },
        { ...context, dedupeKey: `refunded:${told.id}` },
      );
    }
    if (told.status === 'failed' || told.status === 'canceled') {
      refund.state = 'failed';
      const reason = told.failure_reason?.replaceAll('_', ' ') ?? 'Stripe could not carry it out';
      const dedupeKey = `refund_failed:${told.id}`;
      await this.events.publish(tx, 'order.refund_failed', { refund: money, reason }, { ...context, dedupeKey });
    }
    tx.afterCommit(() => this.consoles.notify({ orders: [order.id] }));
    return true;
  }

  private async known(tx: Transaction, { id, amount, metadata }: StripeRefund, order: Order): Promise<Refund> {
    const ourId = z.uuid().safeParse(metadata?.[refundMetadataKey]);
    const known =
      (await tx.em.findOne(Refund, { stripeId: id })) ??
      (ourId.success ? await tx.em.findOne(Refund, { id: ourId.data, orderId: order.id }) : null);
    return (
      known ??
      tx.em.create(Refund, {
        ...{ id: uuidv7(), orderId: order.id, stripeId: id, amount },
        ...{ state: 'pending', requestedBy: null, refundedAt: null },
      })
    );
  }

  private async failed(tx: Transaction, refundId: string, reason: string): Promise<void> {
    const { orderId } = await tx.em.findOneOrFail(Refund, { id: refundId });
    const order = await lockOrder(tx, orderId);
    const refund = await tx.em.findOneOrFail(Refund, { id: refundId }, { refresh: true });
    // a webhook was quicker
    if (!order || refund.stripeId !== null) return;
    refund.state = 'failed';
    const money = { amount: refund.amount, currency: order.currency };
    await this.events.publish(
      tx,
      'order.refund_failed',
      { refund: money, reason },
      { orderId: order.id, actor: 'Stripe', dedupeKey: `refund_failed:${refundId}` },
    );
    tx.afterCommit(() => this.consoles.notify({ orders: [order.id] }));
  }
}

/** Stripe has understood and says no: asking again would not help. */
function isRefusal(error: unknown): boolean {
  return error instanceof Stripe.errors.StripeInvalidRequestError || error instanceof Stripe.errors.StripeCardError;
}

const reasonOf = (error: unknown) => (error instanceof Error && error.message) || 'Stripe did not answer';
