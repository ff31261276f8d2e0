import { providerLabels, type CancelInput } from '@daybook/contract';
import type { Transaction } from '@daybook/database';
import { ReactTo, type Occurrence } from '@daybook/events';
import { JobQueue } from '@daybook/jobs';
import { lockOrder } from '@daybook/orders';
import { Injectable } from '@nestjs/common';
import { v7 as uuidv7 } from 'uuid';
import { CreateRefund } from './create-refund.job.js';
import { Refund, refundableAmount } from './refund.entity.js';
import { RefundsRecorder } from './refunds-recorder.js';

/** Refunds that wait until their order is cancelled: its providers may refuse that. */
@Injectable()
export class HeldRefunds {
  constructor(
    private readonly jobs: JobQueue,
    private readonly recorder: RefundsRecorder,
  ) {}

  /**
   * Holds a refund of what is left of the payment, if anything is; requests it at once when the order is cancelled already.
   * Returns whether the refund will tell the customer of the cancellation.
   */
  async hold(
    tx: Transaction,
    orderId: string,
    requestedBy: string,
    { tellCustomer = false }: Pick<CancelInput, 'tellCustomer'> = {},
  ): Promise<boolean> {
    const order = await lockOrder(tx, orderId);
    if (!order) return false;
    const amount = refundableAmount(order, await tx.em.find(Refund, { orderId }));
    // less than nothing while both a person and Stripe refund it
    if (amount <= 0) return false;
    const isCancelled = order.status === 'cancelled';
    const notice = tellCustomer ? (isCancelled ? 'refund' : 'cancellation') : null;
    const refund = Refund.request(tx, order, { id: uuidv7(), amount, state: 'held', requestedBy, notice });
    // nothing would release it any more
    if (isCancelled) await this.requestAtStripe(tx, refund);
    else await tx.em.flush();
    return notice === 'cancellation';
  }

  @ReactTo('order.cancelled', 'The refund that was held for it is requested at Stripe.')
  async release(tx: Transaction, { orderId, data }: Occurrence<'order.cancelled'>): Promise<void> {
    if (orderId === null || data.part !== undefined) return;
    for (const refund of await tx.em.find(Refund, { orderId, state: 'held' })) await this.requestAtStripe(tx, refund);
  }

  @ReactTo('order.cancel_refused', 'The refund that was held for it has failed.')
  async fail(tx: Transaction, { orderId, data }: Occurrence<'order.cancel_refused'>): Promise<void> {
    if (orderId === null) return;
    for (const { id } of await tx.em.find(Refund, { orderId, state: 'held' }))
      await this.recorder.recordFailure(
        tx,
        id,
        { reason: 'the order was not cancelled', wasHeld: true },
        providerLabels[data.provider],
      );
  }

  private async requestAtStripe(tx: Transaction, refund: Refund): Promise<void> {
    refund.state = 'pending';
    refund.requestedAt = new Date();
    await tx.em.flush();
    await this.jobs.enqueue(tx, CreateRefund, { orderId: refund.orderId, refundId: refund.id });
  }
}
