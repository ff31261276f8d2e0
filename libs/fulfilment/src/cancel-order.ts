import { providerLabels, type Provider } from '@daybook/contract';
import { Database, type Transaction } from '@daybook/database';
import { DomainEvents } from '@daybook/events';
import { lockOrder } from '@daybook/orders';
import { Injectable } from '@nestjs/common';
import { Fulfilment, Shipment } from './fulfilment.entity.js';
import { FulfilmentProviders } from './fulfilment-providers.js';
import { FulfilmentProgress } from './fulfilment-progress.js';
import { ProviderError } from './provider/provider-error.js';
import type { CancellationResult } from './provider/provider.js';
import { tryLockSubmission } from './submissions.js';

@Injectable()
export class CancelOrder {
  constructor(
    private readonly database: Database,
    private readonly events: DomainEvents,
    private readonly providers: FulfilmentProviders,
    private readonly progress: FulfilmentProgress,
  ) {}

  /**
   * The `reason` of a refusal is a whole sentence, which may name a part that is cancelled. The order stays locked while its
   * providers are called: otherwise their webhooks would record our cancellation as theirs.
   */
  async cancel(orderId: string, actor: string, signal: AbortSignal): Promise<CancellationResult> {
    return this.database.transaction(async (tx) => {
      const order = await lockOrder(tx, orderId);
      if (!order || order.isDemo) return refused('This order is part of the demo.');
      if (order.status === 'cancelled') return cancelled;
      const results: FulfilmentCancellation[] = [];
      for (const part of await tx.em.find(Fulfilment, { orderId, cancelledAt: null }))
        results.push({ provider: part.provider, ...(await this.cancelFulfilment(tx, part, signal)) });
      const isWhole = results.every(({ outcome }) => outcome === 'cancelled');
      if (isWhole) {
        order.fulfilmentError = null;
        order.advanceTo('cancelled');
        await this.events.publish(tx, 'order.cancelled', { by: 'staff', provider: null }, { orderId, actor });
      } else await this.publishPartCancellations(tx, orderId, results, actor);
      await this.progress.updateOrder(tx, order);
      return isWhole ? cancelled : refused(toSentence(results));
    });
  }

  private async publishPartCancellations(
    tx: Transaction,
    orderId: string,
    results: FulfilmentCancellation[],
    actor: string,
  ): Promise<void> {
    for (const { provider, outcome } of results) {
      if (outcome === 'refused') continue;
      const data = { by: 'staff', provider, part: provider } as const;
      await this.events.publish(tx, 'order.cancelled', data, { orderId, actor });
    }
  }

  private async cancelFulfilment(
    tx: Transaction,
    fulfilment: Fulfilment,
    signal: AbortSignal,
  ): Promise<CancellationResult> {
    // a running submission may be about to succeed
    if (!(await tryLockSubmission(tx, fulfilment.id)))
      return refused('it is being submitted right now, try again in a moment');
    await tx.em.refresh(fulfilment);
    if ((await tx.em.count(Shipment, { fulfilmentId: fulfilment.id })) > 0) return refused('a parcel has already left');
    const result = await this.cancelAtProvider(fulfilment, signal);
    if (result.outcome === 'cancelled') {
      fulfilment.cancelledAt = new Date();
      fulfilment.updateStatus([]);
      await tx.em.flush();
    }
    return result;
  }

  /** An attempt whose response was lost may still have created the order. */
  private async cancelAtProvider(fulfilment: Fulfilment, signal: AbortSignal): Promise<CancellationResult> {
    const { externalId, firstAttemptedAt } = fulfilment;
    const provider = this.providers.get(fulfilment.provider);
    try {
      const id =
        fulfilment.providerOrderId ??
        (firstAttemptedAt && (await provider.findOrderId(externalId, firstAttemptedAt, signal)));
      return id ? await provider.cancel(id, signal) : cancelled;
    } catch (error) {
      if (error instanceof ProviderError) return refused(error.message);
      throw error;
    }
  }
}

type FulfilmentCancellation = CancellationResult & { provider: Provider };

/** Why an order is not cancelled, and which of its parts are. */
function toSentence(results: FulfilmentCancellation[]): string {
  const done = results.filter(({ outcome }) => outcome === 'cancelled').map(({ provider }) => providerLabels[provider]);
  const reasons = results.flatMap((result) =>
    result.outcome === 'refused' ? [`${providerLabels[result.provider]}: ${result.reason}`] : [],
  );
  const start = done.length > 0 ? `Only ${done.join(' and ')} cancelled its part.` : 'It can no longer be cancelled.';
  return `${start} ${reasons.join('; ')}`;
}

const cancelled: CancellationResult = { outcome: 'cancelled' };
const refused = (reason: string): CancellationResult => ({ outcome: 'refused', reason });
