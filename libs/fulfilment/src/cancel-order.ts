import { Settings } from '@daybook/config';
import type { CancellationNotice } from '@daybook/contract';
import type { Transaction } from '@daybook/database';
import { JobQueue } from '@daybook/jobs';
import { lockOrder } from '@daybook/orders';
import { Injectable } from '@nestjs/common';
import { CancelFulfilment } from './cancel-fulfilment.job.js';
import { CancellationRecorder, type CancelRequest } from './cancellation-recorder.js';
import { Fulfilment } from './fulfilment.entity.js';

/** `requested`: the timeline will say what became of it. `reason` is a whole sentence. */
export type CancelRequestResult = { outcome: 'requested' } | { outcome: 'refused'; reason: string };

const requested: CancelRequestResult = { outcome: 'requested' };

@Injectable()
export class CancelOrder {
  constructor(
    private readonly jobs: JobQueue,
    private readonly recorder: CancellationRecorder,
    private readonly settings: Settings,
  ) {}

  /** Cancels at once what no provider knows, and enqueues the rest. */
  async request(
    tx: Transaction,
    orderId: string,
    actor: string,
    notice: CancellationNotice | null = null,
  ): Promise<CancelRequestResult> {
    const order = await lockOrder(tx, orderId);
    if (!order || !this.settings.mayReachServices(order))
      return { outcome: 'refused', reason: 'This order belongs to the demo, and a real service is connected now.' };
    if (order.status === 'cancelled') return requested;
    for (const fulfilment of await tx.em.find(Fulfilment, { orderId, cancelledAt: null }))
      await this.requestPart(tx, fulfilment, { requestedBy: actor, notice });
    await this.recorder.settle(tx, order, { requestedBy: actor, notice });
    return requested;
  }

  private async requestPart(tx: Transaction, fulfilment: Fulfilment, request: CancelRequest): Promise<void> {
    const { id: fulfilmentId, orderId, provider } = fulfilment;
    if (fulfilment.cancelRequestedAt) return;
    fulfilment.cancelRequestedAt = new Date();
    fulfilment.cancelRequestedBy = request.requestedBy;
    fulfilment.cancelNotice = request.notice;
    // an attempt to submit it has saved its time under the order's lock, before it called the provider
    if (fulfilment.firstAttemptedAt) await this.jobs.enqueue(tx, CancelFulfilment, { orderId, fulfilmentId, provider });
    else {
      fulfilment.cancelledAt = new Date();
      fulfilment.updateStatus([]);
    }
  }
}
