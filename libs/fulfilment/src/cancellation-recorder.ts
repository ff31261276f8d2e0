import { providerLabels, type CancellationNotice, type FailedAttempt } from '@daybook/contract';
import type { Transaction } from '@daybook/database';
import { DomainEvents } from '@daybook/events';
import type { Order } from '@daybook/orders';
import { Injectable } from '@nestjs/common';
import { endedWaits } from './ended-waits.js';
import { Fulfilment, Shipment } from './fulfilment.entity.js';
import { FulfilmentProgress } from './fulfilment-progress.js';
import { lockFulfilment } from './lock-fulfilment.js';
import type { CancellationResult } from './provider/provider.js';

type Refusal = CancellationResult & { outcome: 'refused' };
/** A provider that does not answer at all refuses, too. */
export type CancellationOutcome = CancellationResult | (Refusal & FailedAttempt);

/** Of a person; `notice`: how the customer is to learn of it. */
export interface CancelRequest {
  requestedBy: string | null;
  notice: CancellationNotice | null;
}

/** Records how providers answered a person's request to cancel an order. */
@Injectable()
export class CancellationRecorder {
  constructor(
    private readonly events: DomainEvents,
    private readonly progress: FulfilmentProgress,
  ) {}

  async record(tx: Transaction, fulfilmentId: string, result: CancellationOutcome): Promise<void> {
    const locked = await lockFulfilment(tx, fulfilmentId);
    if (!locked?.fulfilment.cancelRequestedAt) return;
    const { order, fulfilment } = locked;
    const request = toRequest(fulfilment);
    if (result.outcome === 'refused' && !fulfilment.cancelledAt) await this.recordRefusal(tx, fulfilment, result);
    else {
      fulfilment.cancelledAt ??= new Date();
      fulfilment.updateStatus(await tx.em.find(Shipment, { fulfilmentId }));
    }
    await this.settle(tx, order, request);
  }

  /** Once all providers have answered, or when none was asked: says what is cancelled. */
  async settle(tx: Transaction, order: Order, request: CancelRequest): Promise<void> {
    await tx.em.flush();
    const fulfilments = await tx.em.find(Fulfilment, { orderId: order.id });
    const requested = fulfilments.filter(({ cancelRequestedAt }) => cancelRequestedAt);
    if (requested.every(({ cancelledAt }) => cancelledAt)) {
      if (fulfilments.every(({ cancelledAt }) => cancelledAt)) await this.recordWhole(tx, order, request);
      else for (const fulfilment of requested) await this.recordPart(tx, fulfilment, fulfilments);
      for (const fulfilment of requested) fulfilment.endCancelRequest();
    }
    await this.progress.updateOrder(tx, order);
  }

  private async recordRefusal(tx: Transaction, fulfilment: Fulfilment, refusal: Refusal): Promise<void> {
    const { provider, orderId } = fulfilment;
    fulfilment.endCancelRequest();
    const context = { orderId, actor: providerLabels[provider] };
    const { outcome: _, ...failure } = refusal;
    await this.events.publish(tx, 'order.cancel_refused', { provider, ...failure }, context);
  }

  private async recordWhole(tx: Transaction, order: Order, { requestedBy, notice }: CancelRequest): Promise<void> {
    order.advanceTo('cancelled');
    const context = { orderId: order.id, ...(requestedBy !== null && { actor: requestedBy }) };
    const data = { by: 'staff', provider: null, ...(notice && { notice }) } as const;
    await this.events.publish(tx, 'order.cancelled', data, context);
  }

  private async recordPart(tx: Transaction, cancelled: Fulfilment, parts: Fulfilment[]): Promise<void> {
    const { provider, orderId } = cancelled;
    const { requestedBy, notice } = toRequest(cancelled);
    const ended = endedWaits(parts.filter(({ cancelledAt }) => !cancelledAt));
    const data = { by: 'staff', provider, part: provider, ended, ...(notice && { notice }) } as const;
    const context = { orderId, ...(requestedBy !== null && { actor: requestedBy }) };
    await this.events.publish(tx, 'order.cancelled', data, context);
  }
}

const toRequest = ({ cancelRequestedBy = null, cancelNotice = null }: Fulfilment): CancelRequest => ({
  requestedBy: cancelRequestedBy,
  notice: cancelNotice,
});
