import type { Transaction } from '@daybook/database';
import { ReactTo, type Occurrence } from '@daybook/events';
import { lockOrder } from '@daybook/orders';
import { Injectable } from '@nestjs/common';
import { Fulfilment } from './fulfilment.entity.js';
import { SubmissionRounds } from './submission-rounds.js';

/** Submits what waited while Stripe held the payment for review. */
@Injectable()
export class ResumeSubmission {
  constructor(private readonly rounds: SubmissionRounds) {}

  @ReactTo('order.review_closed', 'If it was approved, what waited for that is submitted.')
  async resume(tx: Transaction, { orderId, data }: Occurrence<'order.review_closed'>): Promise<void> {
    if (orderId === null || !data.isApproved) return;
    await lockOrder(tx, orderId);
    for (const fulfilment of await tx.em.find(Fulfilment, { orderId, status: 'pending', cancelRequestedAt: null }))
      await this.rounds.startNext(tx, fulfilment);
  }
}
