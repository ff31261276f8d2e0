import { providerLabels } from '@daybook/contract';
import type { Transaction } from '@daybook/database';
import { DomainEvents } from '@daybook/events';
import { Injectable } from '@nestjs/common';
import { Fulfilment } from './fulfilment.entity.js';
import { FulfilmentProgress } from './fulfilment-progress.js';
import { FulfilmentRefreshes } from './fulfilment-refreshes.js';
import { lockFulfilment } from './lock-fulfilment.js';
import type { ProviderError } from './provider/provider-error.js';
import type { SubmissionResult } from './provider/provider.js';

/** Records how providers answered submissions. */
@Injectable()
export class SubmissionRecorder {
  constructor(
    private readonly events: DomainEvents,
    private readonly progress: FulfilmentProgress,
    private readonly refreshes: FulfilmentRefreshes,
  ) {}

  async recordAcceptance(
    tx: Transaction,
    fulfilmentId: string,
    { providerOrderId, alreadyExisted }: SubmissionResult,
  ): Promise<void> {
    const locked = await lockFulfilment(tx, fulfilmentId);
    if (!locked) return;
    const { order, fulfilment } = locked;
    fulfilment.providerOrderId = providerOrderId;
    fulfilment.submittedAt = new Date();
    fulfilment.lastError = null;
    fulfilment.updateStatus([]);
    order.fulfilmentError = await findOtherFulfilmentError(tx, fulfilment);
    await this.events.publish(
      tx,
      'order.submitted',
      { provider: fulfilment.provider, providerOrderId },
      { orderId: order.id, actor: providerLabels[fulfilment.provider], dedupeKey: `submitted:${fulfilment.id}` },
    );
    await this.progress.updateOrder(tx, order);
    // its webhooks may have come before we knew its id
    if (alreadyExisted) await this.refreshes.enqueue(tx, fulfilment, 'poll');
  }

  async recordFailure(tx: Transaction, fulfilmentId: string, error: ProviderError): Promise<void> {
    const locked = await lockFulfilment(tx, fulfilmentId);
    if (!locked) return;
    const { order, fulfilment } = locked;
    const reason = error.message;
    if (error.externalIdUsedUp) {
      fulfilment.externalId = nextExternalId(fulfilment.externalId);
      fulfilment.firstAttemptedAt = null;
    }
    fulfilment.lastError = reason;
    order.fulfilmentError = reason;
    const { provider } = fulfilment;
    await this.events.publish(
      tx,
      'order.submission_failed',
      { provider, reason },
      { orderId: order.id, actor: providerLabels[provider] },
    );
    await this.progress.updateOrder(tx, order);
  }
}

async function findOtherFulfilmentError(tx: Transaction, { id, orderId }: Fulfilment): Promise<string | null> {
  const others = await tx.em.find(Fulfilment, { orderId, id: { $ne: id }, status: 'pending' });
  return others.find(({ lastError }) => lastError !== null)?.lastError ?? null;
}

/** `SS-260223-0042`, `SS-260223-0042-2`, `SS-260223-0042-3` … */
function nextExternalId(externalId: string): string {
  const [, number = externalId, suffix = '1'] = /^(.+-\d{6}-\d{4,})(?:-(\d+))?$/.exec(externalId) ?? [];
  return `${number}-${Number(suffix) + 1}`;
}
