import type { Transaction } from '@daybook/database';
import { ReactTo, type Occurrence } from '@daybook/events';
import { JobQueue } from '@daybook/jobs';
import { Order } from '@daybook/orders';
import { Injectable } from '@nestjs/common';
import { CancelFulfilment } from './cancel-fulfilment.job.js';
import { Fulfilment } from './fulfilment.entity.js';
import { FulfilmentProgress } from './fulfilment-progress.js';
import { ProviderOutages } from './provider-outages.js';
import { RefreshFulfilment } from './refresh-fulfilment.job.js';
import { ReviewOrder } from './review-order.job.js';
import { SubmitFulfilment } from './submit-fulfilment.job.js';

/** Ends what was under way for the parts of an order that are cancelled. */
@Injectable()
export class CancelledParts {
  constructor(
    private readonly jobs: JobQueue,
    private readonly outages: ProviderOutages,
    private readonly progress: FulfilmentProgress,
  ) {}

  @ReactTo(
    'order.cancelled',
    'The jobs of what is cancelled are dropped, its error is no longer shown, and no outage counts it.',
  )
  async end(tx: Transaction, { orderId, data }: Occurrence<'order.cancelled'>): Promise<void> {
    const order = orderId && (await tx.em.findOne(Order, { id: orderId }));
    if (!order) return;
    const parts = await tx.em.find(Fulfilment, { orderId: order.id }, { orderBy: { provider: 'asc' } });
    const cancelled = parts.filter(({ cancelledAt }) => cancelledAt !== null);
    for (const { id: fulfilmentId } of cancelled)
      for (const job of [SubmitFulfilment, RefreshFulfilment, CancelFulfilment])
        await this.jobs.drop(tx, job, { fulfilmentId });
    if (data.part === undefined) {
      order.fulfilmentError = null;
      await this.jobs.drop(tx, ReviewOrder, { orderId: order.id });
    } else if (cancelled.some(explains(order))) order.fulfilmentError = await this.progress.findError(tx, order.id);
    for (const part of cancelled) await this.endWait(tx, part);
  }

  private async endWait(tx: Transaction, part: Fulfilment): Promise<void> {
    if (!part.waitingSince) return;
    part.waitingSince = null;
    await this.outages.publish(tx, part.provider);
  }
}

/** Whether it is about this part that the order could not be submitted, or waits for a provider. */
const explains =
  ({ fulfilmentError }: Order) =>
  ({ lastError }: Fulfilment) =>
    lastError !== null && lastError === fulfilmentError;
