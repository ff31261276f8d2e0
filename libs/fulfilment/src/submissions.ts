import { failpoint } from '@daybook/config';
import { providerLabels } from '@daybook/contract';
import { Database, type Transaction } from '@daybook/database';
import { DomainEvents } from '@daybook/events';
import {
  done,
  discard,
  JobPolicies,
  JobQueue,
  retry,
  type JobPayloads,
  type JobOutcome,
  type JobAttempt,
} from '@daybook/jobs';
import { lockOrder, Order, OrderLine } from '@daybook/orders';
import { Injectable } from '@nestjs/common';
import { sql } from 'kysely';
import { Fulfilment } from './fulfilment.entity.js';
import { FulfilmentProviders, requiredSettings } from './fulfilment-providers.js';
import { FulfilmentPoller } from './fulfilment-poller.js';
import { FulfilmentProgress } from './fulfilment-progress.js';
import { ProviderError } from './provider/provider-error.js';
import type { SubmissionRequest, SubmissionResult } from './provider/provider.js';

type Round = JobPayloads['submit-fulfilment'];

/** The provider's share of an attempt's time: the rest is for recording the result. */
const timeoutShare = 0.8;

/** Submits fulfilments to their providers: several attempts a round, and another round when a person requests it. */
@Injectable()
export class Submissions {
  constructor(
    private readonly database: Database,
    private readonly events: DomainEvents,
    private readonly jobs: JobQueue,
    private readonly policies: JobPolicies,
    private readonly providers: FulfilmentProviders,
    private readonly progress: FulfilmentProgress,
    private readonly poller: FulfilmentPoller,
  ) {}

  /** One attempt. A lock prevents two at once, which might make the goods twice. */
  async attempt(job: Round, attempt: JobAttempt): Promise<JobOutcome> {
    const firstAttemptedAt = await this.recordAttempt(job, attempt);
    return this.database.transaction(async (tx) => {
      if (!(await tryLockSubmission(tx, job.fulfilmentId))) return retry('another attempt is still running');
      const fulfilment = await this.findSubmittable(tx, job);
      if (!fulfilment) return done;
      try {
        await this.submit(tx, fulfilment, firstAttemptedAt, attempt.signal);
        await failpoint('submission.recorded');
        return done;
      } catch (error) {
        if (!(error instanceof ProviderError)) throw error;
        await this.recordFailure(tx, fulfilment, error);
        const { message, retryAfterSeconds } = error;
        return attempt.number < attempt.maxAttempts ? retry(message, retryAfterSeconds) : discard(message);
      }
    });
  }

  /** Starts another round for each fulfilment of the order that is not submitted; returns how many. */
  async resubmit(tx: Transaction, orderId: string, actor: string): Promise<number> {
    await lockOrder(tx, orderId);
    const pending = await tx.em.find(Fulfilment, { orderId, status: 'pending' });
    for (const fulfilment of pending) {
      const { id, provider } = fulfilment;
      fulfilment.submissionRound += 1;
      const data = { provider, attempt: 1, of: this.policies.get('submit-fulfilment').maxAttempts };
      await this.events.publish(tx, 'order.submission_retried', data, { orderId, actor });
      await this.jobs.enqueue(tx, 'submit-fulfilment', {
        orderId,
        fulfilmentId: id,
        round: fulfilment.submissionRound,
      });
    }
    return pending.length;
  }

  /** Null when the fulfilment is submitted or cancelled, or a later round supersedes this one. */
  private async findSubmittable(tx: Transaction, { fulfilmentId, round }: Round): Promise<Fulfilment | null> {
    const fulfilment = await tx.em.findOne(Fulfilment, { id: fulfilmentId });
    return fulfilment?.status === 'pending' && fulfilment.submissionRound === round ? fulfilment : null;
  }

  private async submit(
    tx: Transaction,
    fulfilment: Fulfilment,
    firstAttemptedAt: Date | null,
    signal: AbortSignal,
  ): Promise<void> {
    const provider = this.providers.get(fulfilment.provider);
    if (!provider.isConfigured)
      throw new ProviderError(
        `${providerLabels[provider.name]} is not set up here: ${requiredSettings[provider.name][0]} is missing`,
      );
    const submission = { ...(await this.loadSubmission(tx, fulfilment)), firstAttemptedAt };
    await failpoint('submission.started');
    const accepted = await this.withTimeout((limited) => provider.submit(submission, limited), signal);
    await failpoint('submission.answered');
    await this.recordAcceptance(tx, fulfilment, accepted);
  }

  /** Many slow requests count as a provider that does not answer. */
  private async withTimeout<T>(call: (signal: AbortSignal) => Promise<T>, signal: AbortSignal): Promise<T> {
    const milliseconds = this.policies.get('submit-fulfilment').timeoutSeconds * timeoutShare * 1_000;
    const timeout = AbortSignal.timeout(milliseconds);
    try {
      return await call(AbortSignal.any([signal, timeout]));
    } catch (error) {
      if (error instanceof ProviderError || signal.aborted || !timeout.aborted) throw error;
      throw new ProviderError(`not done within ${milliseconds / 1_000} s`, { cause: error });
    }
  }

  private async loadSubmission(
    tx: Transaction,
    { orderId, provider, externalId }: Fulfilment,
  ): Promise<Omit<SubmissionRequest, 'firstAttemptedAt'>> {
    const order = await tx.em.findOneOrFail(Order, { id: orderId });
    const lines = await tx.em.find(OrderLine, { orderId, provider }, { orderBy: { position: 'asc' } });
    if (!order.shippingAddress) throw new ProviderError('the order has no shipping address');
    return {
      externalId,
      label: order.number,
      currency: order.currency,
      recipient: { ...order.shippingAddress, email: order.customerEmail },
      lines: lines.flatMap(({ title, variant = null, productId, variantId, quantity, unitPrice }) =>
        productId && variantId ? [{ title, variant, productId, variantId, quantity, unitPrice }] : [],
      ),
    };
  }

  private async recordAcceptance(
    tx: Transaction,
    fulfilment: Fulfilment,
    { providerOrderId, alreadyExisted }: SubmissionResult,
  ): Promise<void> {
    const order = await lockOrderOf(tx, fulfilment);
    fulfilment.providerOrderId = providerOrderId;
    fulfilment.submittedAt = new Date();
    fulfilment.lastError = null;
    fulfilment.updateStatus([]);
    order.fulfilmentError = await this.findOtherFulfilmentError(tx, fulfilment);
    await this.events.publish(
      tx,
      'order.submitted',
      { provider: fulfilment.provider, providerOrderId },
      { orderId: order.id, actor: providerLabels[fulfilment.provider], dedupeKey: `submitted:${fulfilment.id}` },
    );
    await this.progress.updateOrder(tx, order);
    // its webhooks may have come before we knew its id
    if (alreadyExisted) await this.poller.enqueueRefresh(tx, fulfilment, 'poll');
  }

  private async recordFailure(tx: Transaction, fulfilment: Fulfilment, error: ProviderError): Promise<void> {
    const order = await lockOrderOf(tx, fulfilment);
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

  private async findOtherFulfilmentError(tx: Transaction, { id, orderId }: Fulfilment): Promise<string | null> {
    const others = await tx.em.find(Fulfilment, { orderId, id: { $ne: id }, status: 'pending' });
    return others.find(({ lastError }) => lastError !== null)?.lastError ?? null;
  }

  /** Records an attempt before it starts; returns the time of the first one, or null when this is the first. */
  private async recordAttempt(job: Round, { number: attempt, maxAttempts }: JobAttempt): Promise<Date | null> {
    return this.database.transaction(async (tx) => {
      const fulfilment = await this.findSubmittable(tx, job);
      if (!fulfilment) return null;
      const { id, provider, orderId, firstAttemptedAt = null } = fulfilment;
      fulfilment.firstAttemptedAt ??= new Date();
      if (attempt > 1) {
        const data = { provider, attempt, of: maxAttempts };
        const dedupeKey = `retried:${id}:${job.round}:${attempt}`;
        await this.events.publish(tx, 'order.submission_retried', data, { orderId, dedupeKey });
      }
      return firstAttemptedAt;
    });
  }
}

async function lockOrderOf(tx: Transaction, { orderId }: Fulfilment): Promise<Order> {
  const order = await lockOrder(tx, orderId);
  if (!order) throw new Error(`the order ${orderId} is gone`);
  return order;
}

/** Locks the submission of a fulfilment until `tx` ends; false when somebody else holds the lock. */
export async function tryLockSubmission(tx: Transaction, fulfilmentId: string): Promise<boolean> {
  const { rows } = await sql<{ isLocked: boolean }>`
    select pg_try_advisory_xact_lock(hashtextextended(${`submit ${fulfilmentId}`}, 0)) as "isLocked"`.execute(tx.sql);
  return rows[0]?.isLocked === true;
}

/** `SS-260223-0042`, `SS-260223-0042-2`, `SS-260223-0042-3` … */
function nextExternalId(externalId: string): string {
  const [, number = externalId, suffix = '1'] = /^(.+-\d{6}-\d{4,})(?:-(\d+))?$/.exec(externalId) ?? [];
  return `${number}-${Number(suffix) + 1}`;
}
