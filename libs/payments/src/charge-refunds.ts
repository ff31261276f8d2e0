import type { Transaction } from '@daybook/database';
import { JobQueue } from '@daybook/jobs';
import type { Order } from '@daybook/orders';
import type { ProcessOutcome } from '@daybook/webhooks';
import { Injectable } from '@nestjs/common';
import { z } from 'zod';
import { ListRefunds } from './list-refunds.job.js';
import type { PaymentEvent, PaymentEventRecorder } from './payment-event.js';
import { Refund } from './refund.entity.js';
import { RefundsRecorder } from './refunds-recorder.js';
import { stripeRefund } from './stripe-refund.js';

const refundedCharge = z.object({
  amount_refunded: z.int().min(0).nullish().catch(null),
  refunds: z.object({ data: z.array(stripeRefund), has_more: z.boolean().nullish() }).nullish(),
});

/** A refunded charge: it carries its refunds up to API version 2022-08-01, and since then they are listed by a job. */
@Injectable()
export class ChargeRefunds implements PaymentEventRecorder {
  readonly eventTypes = ['charge.refunded'];

  constructor(
    private readonly refunds: RefundsRecorder,
    private readonly jobs: JobQueue,
  ) {}

  async recordEvent(tx: Transaction, order: Order, { object, webhookId }: PaymentEvent): Promise<ProcessOutcome> {
    const { amount_refunded, refunds } = refundedCharge.parse(object);
    for (const refund of refunds?.data ?? []) await this.refunds.record(tx, order, refund, null);
    if ((await knownAmount(tx, order)) >= (amount_refunded ?? Infinity)) return 'processed';
    if (refunds && !refunds.has_more && refunds.data.length > 0) return 'processed';
    await this.jobs.enqueue(tx, ListRefunds, { orderId: order.id, webhookId }, { key: order.id });
    return { continuedBy: 'job' };
  }
}

/** Refunds of one payment share its currency. */
async function knownAmount(tx: Transaction, order: Order): Promise<number> {
  await tx.em.flush();
  const known = await tx.em.find(Refund, { orderId: order.id, stripeId: { $ne: null }, state: { $ne: 'failed' } });
  return known.reduce((sum, { amount }) => sum + amount, 0);
}
