import { providerLabels, type Provider } from '@daybook/contract';
import { Settings } from '@daybook/config';
import { now, secondsFromNow, type Transaction } from '@daybook/database';
import { DomainEvents } from '@daybook/events';
import { maxRetryAfterSeconds } from '@daybook/jobs';
import { Injectable } from '@nestjs/common';
import type { Expression } from 'kysely';
import type { FulfilmentTables } from './fulfilment.entity.js';
import type { ProviderError } from './provider/provider-error.js';

/** How long an attempt may take that finds out whether a provider is back; others wait meanwhile. */
const attemptSeconds = 60;
const firstPauseSeconds = 15;

/**
 * Knows which providers take no orders at the moment. One failed submission may be chance; with the second, and no answer in
 * between, it is an outage: one problem, however many orders wait. From then on one order at a time finds out whether the
 * provider is back, after pauses as long as the outage has lasted, and at most as long as `SUBMISSION_RETRY_SECONDS`, unless
 * the provider asks for longer.
 */
@Injectable()
export class ProviderOutages {
  constructor(
    private readonly events: DomainEvents,
    private readonly settings: Settings,
  ) {}

  /** Seconds that a submission has to wait; 0 when it may start, which in an outage only one at a time may. */
  async secondsToWait(tx: Transaction, provider: Provider): Promise<number> {
    const outage = await this.selectOpen(tx, provider).executeTakeFirst();
    if (!outage?.isConfirmed) return 0;
    const started = await this.open(tx, provider)
      .set({ next_attempt_at: secondsFromNow(attemptSeconds) })
      .where('next_attempt_at', '<=', now())
      .returning('provider')
      .executeTakeFirst();
    if (started) return 0;
    return Math.max(1, Math.ceil((outage.nextAttemptAt.getTime() - outage.now.getTime()) / 1_000));
  }

  /** Whether a submission to it has failed, and none was answered since. */
  async isSuspected(tx: Transaction, provider: Provider): Promise<boolean> {
    return (await this.selectOpen(tx, provider).executeTakeFirst()) !== undefined;
  }

  /** Returns the seconds until the next attempt. */
  async recordFailure(tx: Transaction, provider: Provider, { message, retryAfterSeconds }: ProviderError) {
    const outage = await this.selectOpen(tx, provider).executeTakeFirst();
    const lastedSeconds = outage ? (outage.now.getTime() - outage.startedAt.getTime()) / 1_000 : 0;
    const pauseSeconds = Math.max(this.pauseSeconds(lastedSeconds), Math.min(retryAfterSeconds, maxRetryAfterSeconds));
    const next = { next_attempt_at: secondsFromNow(pauseSeconds), reason: message };
    if (outage)
      await this.open(tx, provider)
        .set({ ...next, is_confirmed: true })
        .execute();
    else await this.begin(tx, provider, next);
    return pauseSeconds;
  }

  /** Publishes the outage, once it is confirmed, with the number of orders that wait for its end; without any it is over. */
  async publish(tx: Transaction, provider: Provider): Promise<void> {
    // so that it does not end before its entry is there
    const outage = await this.selectOpen(tx, provider).forNoKeyUpdate().executeTakeFirst();
    if (!outage?.isConfirmed) return;
    const orders = await this.countWaiting(tx, provider);
    if (orders > 0) {
      await this.events.publish(tx, 'provider.unavailable', { provider, reason: outage.reason, orders });
      return;
    }
    await this.open(tx, provider).set({ ended_at: now() }).execute();
    const problem = { type: 'provider.unavailable', where: { provider } } as const;
    await this.events.resolveProblems(tx, problem, providerLabels[provider]);
  }

  /** The provider has accepted an order, or has refused one for a reason of its own. */
  async recordAnswer(tx: Transaction, provider: Provider): Promise<void> {
    const ended = await this.open(tx, provider).set({ ended_at: now() }).returning('is_confirmed').executeTakeFirst();
    if (ended?.is_confirmed) await this.events.publish(tx, 'provider.available', { provider });
  }

  /** The next submission starts, outage or not. */
  async attemptSoon(tx: Transaction, provider: Provider): Promise<void> {
    await this.open(tx, provider).set({ next_attempt_at: now() }).execute();
  }

  private async countWaiting(tx: Transaction, provider: Provider): Promise<number> {
    await tx.em.flush();
    const { orders } = await tx
      .kysely<FulfilmentTables>()
      .selectFrom('fulfilment')
      .select(({ fn }) => fn.countAll<number>().as('orders'))
      .where('provider', '=', provider)
      .where('status', '=', 'pending')
      .where('waiting_since', 'is not', null)
      .executeTakeFirstOrThrow();
    return orders;
  }

  private pauseSeconds(lastedSeconds: number): number {
    const maxSeconds = this.settings.submissionRetries.backoffSeconds;
    return Math.min(maxSeconds, Math.max(firstPauseSeconds, Math.round(lastedSeconds)));
  }

  private async begin(
    tx: Transaction,
    provider: Provider,
    next: { next_attempt_at: Expression<Date>; reason: string },
  ): Promise<void> {
    const values = { ...next, started_at: now(), ended_at: null, is_confirmed: false };
    await tx
      .kysely<FulfilmentTables>()
      .insertInto('provider_outage')
      .values({ provider, ...values })
      // two may begin at once
      .onConflict((conflict) =>
        conflict.column('provider').doUpdateSet(values).where('provider_outage.ended_at', 'is not', null),
      )
      .execute();
  }

  private selectOpen(tx: Transaction, provider: Provider) {
    return tx
      .kysely<FulfilmentTables>()
      .selectFrom('provider_outage')
      .select(['started_at as startedAt', 'is_confirmed as isConfirmed', 'next_attempt_at as nextAttemptAt', 'reason'])
      .select(now().as('now'))
      .where('provider', '=', provider)
      .where('ended_at', 'is', null);
  }

  private open(tx: Transaction, provider: Provider) {
    return tx
      .kysely<FulfilmentTables>()
      .updateTable('provider_outage')
      .where('provider', '=', provider)
      .where('ended_at', 'is', null);
  }
}
