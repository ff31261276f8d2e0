import { providerNames, type Provider } from '@daybook/contract';
import { Database, type Transaction } from '@daybook/database';
import { DomainEvents } from '@daybook/events';
import { lockOrder } from '@daybook/orders';
import { Injectable } from '@nestjs/common';
import { Fulfilment, Shipment } from './fulfilment.entity.js';
import { FulfilmentProviders } from './fulfilment-providers.js';
import { FulfilmentProgress } from './fulfilment-progress.js';
import { ProviderError } from './provider/provider-error.js';
import type { Cancellation } from './provider/provider.js';
import { tryLockSubmission } from './submissions.js';

/** Cancels an order while its providers still allow it. */
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
  async cancel(orderId: string, name: string, signal: AbortSignal): Promise<Cancellation> {
    return this.database.transaction(async (tx) => {
      const order = await lockOrder(tx, orderId);
      if (!order || order.isDemo) return refused('This order is part of the demo.');
      if (order.status === 'cancelled') return cancelled;
      const results: PartResult[] = [];
      for (const part of await tx.em.find(Fulfilment, { orderId, cancelledAt: null }))
        results.push({ provider: part.provider, ...(await this.cancelPart(tx, part, signal)) });
      const isWhole = results.every(({ outcome }) => outcome === 'cancelled');
      if (isWhole) {
        order.fulfilmentError = null;
        order.advanceTo('cancelled');
        await this.events.publish(tx, 'order.cancelled', { by: 'staff', provider: null }, { orderId, actor: name });
      } else await this.publishPartCancellations(tx, orderId, results, name);
      await this.progress.updateOrder(tx, order);
      return isWhole ? cancelled : refused(toSentence(results));
    });
  }

  private async publishPartCancellations(
    tx: Transaction,
    orderId: string,
    results: PartResult[],
    name: string,
  ): Promise<void> {
    for (const { provider, outcome } of results) {
      if (outcome === 'refused') continue;
      const data = { by: 'staff', provider, part: provider } as const;
      await this.events.publish(tx, 'order.cancelled', data, { orderId, actor: name });
    }
  }

  private async cancelPart(tx: Transaction, part: Fulfilment, signal: AbortSignal): Promise<Cancellation> {
    // a running submission may be about to succeed
    if (!(await tryLockSubmission(tx, part.id)))
      return refused('it is being submitted just now, try again in a moment');
    await tx.em.refresh(part);
    if ((await tx.em.count(Shipment, { fulfilmentId: part.id })) > 0) return refused('a parcel has left already');
    const result = await this.cancelAtProvider(part, signal);
    if (result.outcome === 'cancelled') {
      part.cancelledAt = new Date();
      part.updateStatus([]);
      await tx.em.flush();
    }
    return result;
  }

  /** An attempt whose response was lost may still have created the order. */
  private async cancelAtProvider(part: Fulfilment, signal: AbortSignal): Promise<Cancellation> {
    const { externalId, firstAttemptedAt } = part;
    const provider = this.providers.get(part.provider);
    try {
      const id =
        part.providerOrderId ??
        (firstAttemptedAt && (await provider.findOrderId(externalId, firstAttemptedAt, signal)));
      return id ? await provider.cancel(id, signal) : cancelled;
    } catch (error) {
      if (error instanceof ProviderError) return refused(error.message);
      throw error;
    }
  }
}

type PartResult = Cancellation & { provider: Provider };

/** Why an order is not cancelled, and which of its parts are. */
function toSentence(results: PartResult[]): string {
  const done = results.filter(({ outcome }) => outcome === 'cancelled').map(({ provider }) => providerNames[provider]);
  const reasons = results.flatMap((result) =>
    result.outcome === 'refused' ? [`${providerNames[result.provider]}: ${result.reason}`] : [],
  );
  const start = done.length > 0 ? `Only ${done.join(' and ')} cancelled its part.` : 'It cannot be cancelled any more.';
  return `${start} ${reasons.join('; ')}`;
}

const cancelled: Cancellation = { outcome: 'cancelled' };
const refused = (reason: string): Cancellation => ({ outcome: 'refused', reason });
