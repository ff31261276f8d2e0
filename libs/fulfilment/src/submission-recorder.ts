import { CatalogWriter } from '@daybook/catalog';
import { providerLabels } from '@daybook/contract';
import type { Transaction } from '@daybook/database';
import { DomainEvents } from '@daybook/events';
import { failedAttempt, type JobAttempt, type JobOutcome } from '@daybook/jobs';
import { Order } from '@daybook/orders';
import { Inbox } from '@daybook/webhooks';
import { Injectable } from '@nestjs/common';
import type { Fulfilment } from './fulfilment.entity.js';
import { FulfilmentProgress } from './fulfilment-progress.js';
import { FulfilmentRefreshes } from './fulfilment-refreshes.js';
import { lockFulfilment, lockProviderOrder } from './lock-fulfilment.js';
import { ProviderOutages } from './provider-outages.js';
import type { ProviderError } from './provider/provider-error.js';
import type { SubmissionResult } from './provider/provider.js';

/** Records how providers answered submissions. */
@Injectable()
export class SubmissionRecorder {
  constructor(
    private readonly events: DomainEvents,
    private readonly progress: FulfilmentProgress,
    private readonly refreshes: FulfilmentRefreshes,
    private readonly outages: ProviderOutages,
    private readonly catalogue: CatalogWriter,
    private readonly inbox: Inbox,
  ) {}

  async recordAcceptance(
    tx: Transaction,
    fulfilmentId: string,
    { providerOrderId, alreadyExisted }: SubmissionResult,
  ): Promise<void> {
    const locked = await lockFulfilment(tx, fulfilmentId);
    if (!locked) return;
    const { order, fulfilment } = locked;
    await lockProviderOrder(tx, fulfilment.provider, providerOrderId);
    fulfilment.providerOrderId = providerOrderId;
    fulfilment.submittedAt = new Date();
    fulfilment.lastError = null;
    fulfilment.waitingSince = null;
    fulfilment.updateStatus([]);
    await tx.em.flush();
    order.fulfilmentError = await this.progress.findError(tx, order.id);
    await this.events.publish(
      tx,
      'order.submitted',
      { provider: fulfilment.provider, providerOrderId },
      { orderId: order.id, actor: providerLabels[fulfilment.provider], dedupeKey: `submitted:${fulfilment.id}` },
    );
    await this.progress.updateOrder(tx, order);
    const { id, orderId, provider } = fulfilment;
    // what it has made of the order since is told by nothing else, if its webhooks were lost
    if (alreadyExisted) await this.refreshes.enqueue(tx, { id, orderId, provider }, 'poll');
    await this.inbox.processWaiting(tx, provider, providerOrderId);
  }

  /** The order failed for a reason of its own. */
  async recordRefusal(tx: Transaction, fulfilmentId: string, error: ProviderError, attempt: JobAttempt): Promise<void> {
    const locked = await lockFulfilment(tx, fulfilmentId);
    if (!locked) return;
    const { order, fulfilment } = locked;
    const reason = error.message;
    if (error.externalIdUsedUp) {
      fulfilment.externalId = nextExternalId(fulfilment.externalId);
      fulfilment.firstAttemptedAt = null;
    }
    const hasWaited = fulfilment.waitingSince !== null;
    fulfilment.lastError = reason;
    fulfilment.waitingSince = null;
    order.fulfilmentError = reason;
    const { provider } = fulfilment;
    await this.events.publish(
      tx,
      'order.submission_failed',
      { provider, reason, ...failedAttempt(attempt, error.retryAfterSeconds) },
      { orderId: order.id, actor: providerLabels[provider] },
    );
    await this.progress.updateOrder(tx, order);
    if (hasWaited) await this.outages.publish(tx, provider);
    await this.catalogue.takeOffSale(tx, provider, error.outOfStock);
  }

  /** It failed like every other order: it waits for the provider. */
  async recordOutage(
    tx: Transaction,
    fulfilment: Fulfilment,
    error: ProviderError,
    attempt: JobAttempt,
  ): Promise<JobOutcome> {
    const order = await tx.em.findOneOrFail(Order, { id: fulfilment.orderId });
    const { provider } = fulfilment;
    const reason = error.message;
    const isNews = !fulfilment.waitingSince || fulfilment.lastError !== reason;
    fulfilment.lastError = reason;
    fulfilment.waitingSince ??= new Date();
    order.fulfilmentError = reason;
    const outcome = await this.outages.recordFailure(tx, provider, error, attempt);
    // while its provider is not taking orders, attempts do not count
    const facts = outcome.kind === 'retry' ? failedAttempt(attempt, error.retryAfterSeconds) : {};
    if (isNews)
      await this.events.publish(
        tx,
        'order.submission_failed',
        { provider, reason, isOutage: true, ...facts },
        { orderId: order.id, actor: providerLabels[provider] },
      );
    await this.progress.updateOrder(tx, order);
    await this.outages.publish(tx, provider);
    return outcome;
  }

  /** The order is not even attempted, because its provider takes none. */
  async recordWait(tx: Transaction, fulfilmentId: string): Promise<void> {
    const locked = await lockFulfilment(tx, fulfilmentId);
    if (!locked || locked.fulfilment.waitingSince) return;
    const { order, fulfilment } = locked;
    const { provider } = fulfilment;
    fulfilment.waitingSince = new Date();
    fulfilment.lastError = `${providerLabels[provider]} is not taking orders at the moment`;
    order.fulfilmentError = fulfilment.lastError;
    await this.events.publish(tx, 'order.submission_waiting', { provider }, { orderId: order.id });
    await this.progress.updateOrder(tx, order);
    await this.outages.publish(tx, provider);
  }
}

/** `SS-260223-0042`, `SS-260223-0042-2`, `SS-260223-0042-3` … */
function nextExternalId(externalId: string): string {
  const [, number = externalId, suffix = '1'] = /^(.+-\d{6}-\d{4,})(?:-(\d+))?$/.exec(externalId) ?? [];
  return `${number}-${Number(suffix) + 1}`;
}
