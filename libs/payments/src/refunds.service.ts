import { Settings } from '@daybook/config';
import type { RefundInput } from '@daybook/contract';
import { Database, type Transaction } from '@daybook/database';
import { JobQueue } from '@daybook/jobs';
import { lockOrder } from '@daybook/orders';
import { ConsoleNotifier } from '@daybook/realtime';
import { Injectable } from '@nestjs/common';
import { v7 as uuidv7 } from 'uuid';
import { CreateRefund } from './create-refund.job.js';
import { Refund, refundableAmount, type PaymentsTables } from './refund.entity.js';

type RefundRow = Pick<Refund, 'amount' | 'currency' | 'orderAmount' | 'state' | 'refundedAt'>;

export type RefundRequestResult = { outcome: 'requested' } | { outcome: 'refused'; reason: string };

/** The refunds of an order, and the request for another one. */
@Injectable()
export class RefundsService {
  constructor(
    private readonly database: Database,
    private readonly jobs: JobQueue,
    private readonly consoles: ConsoleNotifier,
    private readonly settings: Settings,
  ) {}

  /** Oldest first. */
  async listForOrder(orderId: string): Promise<RefundRow[]> {
    return this.database
      .kysely<PaymentsTables>()
      .selectFrom('refund')
      .select(['amount', 'currency', 'order_amount as orderAmount', 'state', 'refunded_at as refundedAt'])
      .where('order_id', '=', orderId)
      .orderBy('inserted_at')
      .orderBy('id')
      .execute();
  }

  /** Requests one refund for each `input.id`, however often it is called: the caller may not have received the answer. */
  async request(
    tx: Transaction,
    orderId: string,
    input: RefundInput,
    requestedBy: string,
  ): Promise<RefundRequestResult> {
    const { amount, id = uuidv7(), tellCustomer = false } = input;
    const order = await lockOrder(tx, orderId);
    if ((await tx.em.count(Refund, { id, orderId })) > 0) return { outcome: 'requested' };
    if (!order?.paymentIntentId || !this.settings.mayReachServices(order))
      return { outcome: 'refused', reason: 'Stripe has no payment for this order.' };
    if (amount > refundableAmount(order, await tx.em.find(Refund, { orderId })))
      return { outcome: 'refused', reason: 'This is more than is left of the payment.' };
    Refund.request(tx, order, {
      ...{ id, amount, state: 'pending', requestedBy },
      notice: tellCustomer ? 'refund' : null,
    });
    await tx.em.flush();
    await this.jobs.enqueue(tx, CreateRefund, { orderId, refundId: id });
    tx.afterCommit(() => this.consoles.notify({ changedOrderIds: [orderId] }));
    return { outcome: 'requested' };
  }
}
