import { Settings } from '@daybook/config';
import type { Provider } from '@daybook/contract';
import type { Transaction } from '@daybook/database';
import { DomainEvents, ReactTo, type Occurrence } from '@daybook/events';
import { JobPolicies } from '@daybook/jobs';
import { lockOrder, type Order } from '@daybook/orders';
import { Injectable } from '@nestjs/common';
import { Fulfilment } from './fulfilment.entity.js';
import { ProviderOutages } from './provider-outages.js';
import { SubmissionRounds } from './submission-rounds.js';
import { retryKey, SubmitFulfilment } from './submit-fulfilment.job.js';

@Injectable()
export class ResubmitOrder {
  constructor(
    private readonly events: DomainEvents,
    private readonly rounds: SubmissionRounds,
    private readonly policies: JobPolicies,
    private readonly outages: ProviderOutages,
    private readonly settings: Settings,
  ) {}

  @ReactTo('retry_requested', 'What a provider refused is submitted again, unless its payment is held for review.')
  async retry(tx: Transaction, { orderId, data: { failed, actor } }: Occurrence<'retry_requested'>): Promise<void> {
    if (failed.type !== 'order.submission_failed' || orderId === null || failed.data.provider === null) return;
    const order = await this.lock(tx, orderId);
    // who retries many does not decide about the payment of each
    if (!order || (this.settings.holdsForReview && order.isHeldForReview())) return;
    await this.startRounds(tx, orderId, actor, failed.data.provider);
  }

  /**
   * Starts another round of attempts, counted on, for each fulfilment of the order that is not submitted; returns how many
   * fulfilments.
   */
  async resubmit(tx: Transaction, orderId: string, actor: string): Promise<number> {
    const order = await this.lock(tx, orderId);
    if (!order) return 0;
    // the person decides instead of the review
    if (order.isHeldForReview()) order.reviewPayment('approved', new Date());
    return this.startRounds(tx, orderId, actor);
  }

  private async lock(tx: Transaction, orderId: string): Promise<Order | null> {
    const order = await lockOrder(tx, orderId);
    return order && this.settings.mayReachServices(order) ? order : null;
  }

  private async startRounds(tx: Transaction, orderId: string, actor: string, only?: Provider): Promise<number> {
    // always in the same order, since each locks the outage of its provider
    const open = { orderId, status: 'pending', cancelRequestedAt: null, ...(only && { provider: only }) } as const;
    const pending = await tx.em.find(Fulfilment, open, { orderBy: { provider: 'asc' } });
    for (const fulfilment of pending) {
      const { id: fulfilmentId, provider, submissionAttempts: attemptsBefore } = fulfilment;
      await this.rounds.startNext(tx, fulfilment);
      await this.outages.attemptSoon(tx, provider);
      const round = fulfilment.submissionRound;
      const attempt = attemptsBefore + 1;
      const data = { provider, attempt, of: attemptsBefore + this.policies.get(SubmitFulfilment).maxAttempts };
      const context = { orderId, actor, dedupeKey: retryKey(fulfilmentId, round, attempt) };
      await this.events.publish(tx, 'order.submission_retried', data, context);
    }
    return pending.length;
  }
}
