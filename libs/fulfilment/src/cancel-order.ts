import { providerNames } from '@daybook/contract';
import { Database, type Transaction } from '@daybook/database';
import { DomainEvents } from '@daybook/events';
import { holdOrder } from '@daybook/orders';
import { Injectable } from '@nestjs/common';
import { Fulfilment, Shipment } from './fulfilment.entity.js';
import { FulfilmentProviders } from './fulfilment-providers.js';
import { FulfilmentProgress } from './progress.js';
import { ProviderError } from './provider/provider-error.js';
import type { Cancellation } from './provider/provider.js';
import { isFree } from './submissions.js';

/** Calls an order off, where its providers still allow it. */
@Injectable()
export class CancelOrder {
  constructor(
    private readonly database: Database,
    private readonly events: DomainEvents,
    private readonly providers: FulfilmentProviders,
    private readonly progress: FulfilmentProgress,
  ) {}

  /** The order stays held while its providers are asked: their webhooks would tell of our deed as of theirs. */
  async cancel(orderId: string, name: string, signal: AbortSignal): Promise<Cancellation> {
    return this.database.transaction(async (tx) => {
      const order = await holdOrder(tx, orderId);
      if (!order || order.isDemo) return refused('This order is part of the demo.');
      if (order.status === 'cancelled') return { outcome: 'cancelled' };
      const parts = await tx.em.find(Fulfilment, { orderId, cancelledAt: null });
      const refusals: string[] = [];
      for (const part of parts) {
        const answer = await this.cancelPart(tx, part, signal);
        if (answer.outcome === 'refused') refusals.push(`${providerNames[part.provider]}: ${answer.reason}`);
      }
      if (refusals.length === 0) {
        order.fulfilmentError = null;
        order.advanceTo('cancelled');
      }
      if (refusals.length < parts.length || parts.length === 0) {
        await this.events.publish(tx, 'order.cancelled', { by: 'staff', provider: null }, { orderId, actor: name });
      }
      await this.progress.follow(tx, order);
      return refusals.length === 0 ? { outcome: 'cancelled' } : refused(refusals.join('; '));
    });
  }

  private async cancelPart(tx: Transaction, part: Fulfilment, signal: AbortSignal): Promise<Cancellation> {
    // a submission that is under way may be just about to succeed
    if (!(await isFree(tx, part.id))) return refused('it is being submitted just now, try again in a moment');
    await tx.em.refresh(part);
    if ((await tx.em.count(Shipment, { fulfilmentId: part.id })) > 0) return refused('a parcel has left already');
    const answer = part.providerOrderId ? await this.askProvider(part, part.providerOrderId, signal) : cancelled;
    if (answer.outcome === 'cancelled') {
      part.cancelledAt = new Date();
      part.follow([]);
      await tx.em.flush();
    }
    return answer;
  }

  private async askProvider(part: Fulfilment, providerOrderId: string, signal: AbortSignal): Promise<Cancellation> {
    try {
      return await this.providers.get(part.provider).cancel(providerOrderId, signal);
    } catch (error) {
      if (error instanceof ProviderError) return refused(error.message);
      throw error;
    }
  }
}

const cancelled: Cancellation = { outcome: 'cancelled' };
const refused = (reason: string): Cancellation => ({ outcome: 'refused', reason });
