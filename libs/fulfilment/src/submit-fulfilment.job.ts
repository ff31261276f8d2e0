import { Settings } from '@daybook/config';
import { providerLabels, providers } from '@daybook/contract';
import type { Transaction } from '@daybook/database';
import { DomainEvents } from '@daybook/events';
import {
  discard,
  done,
  Job,
  retry,
  snooze,
  untilAvailable,
  type JobAttempt,
  type JobOutcome,
  type JobSteps,
} from '@daybook/jobs';
import { Order, OrderLine } from '@daybook/orders';
import { z } from 'zod';
import type { Fulfilment } from './fulfilment.entity.js';
import { FulfilmentProviders, requiredSettings } from './fulfilment-providers.js';
import { fulfilmentResource } from './fulfilment-resource.js';
import { lockFulfilment } from './lock-fulfilment.js';
import { ProviderError } from './provider/provider-error.js';
import type { FulfilmentProvider, SubmissionRequest, SubmissionResult } from './provider/provider.js';
import { toProviderError } from './provider/to-provider-error.js';
import { ProviderOutages } from './provider-outages.js';
import { SubmissionRecorder } from './submission-recorder.js';

/** A later round supersedes an earlier one. */
const payload = z.object({
  ...{ orderId: z.uuid(), fulfilmentId: z.uuid(), provider: z.enum(providers) },
  round: z.int(),
});
type Payload = z.infer<typeof payload>;

/** Not done: if the provider refuses to cancel it, this job still has to submit it. */
const untilCancelled = snooze('a person has requested to cancel it', 30);

interface Submission {
  provider: FulfilmentProvider;
  request: SubmissionRequest;
}

/**
 * Submits a fulfilment to its provider. The time of the first attempt is saved before it starts, so each later one looks for
 * the order at the provider first.
 */
@Job({
  name: 'submit-fulfilment',
  label: 'Submit an order to its provider',
  payload,
  // the interval is constant
  policy: ({ submissionRetries }) => ({
    ...submissionRetries,
    ...{ maxBackoffSeconds: submissionRetries.backoffSeconds, timeoutSeconds: 50, concurrency: 4 },
  }),
  resource: ({ fulfilmentId }) => fulfilmentResource(fulfilmentId),
  lanes: { names: providers, of: ({ provider }) => provider },
})
export class SubmitFulfilment implements JobSteps<Payload, Submission, SubmissionResult> {
  constructor(
    private readonly providers: FulfilmentProviders,
    private readonly recorder: SubmissionRecorder,
    private readonly outages: ProviderOutages,
    private readonly events: DomainEvents,
    private readonly settings: Settings,
  ) {}

  async prepare(tx: Transaction, job: Payload, attempt: JobAttempt): Promise<Submission | JobOutcome> {
    const fulfilment = await findSubmittable(tx, job);
    if (!fulfilment || (await this.isHeld(tx, fulfilment))) return done;
    if (fulfilment.cancelRequestedAt) return untilCancelled;
    const provider = this.providers.get(fulfilment.provider);
    const request = await loadRequest(tx, fulfilment, provider);
    if (request instanceof ProviderError) {
      await this.begin(tx, fulfilment, job, attempt);
      return this.recordRefusal(tx, job, request, attempt);
    }
    const waitSeconds = await this.outages.secondsToWait(tx, job.provider);
    if (waitSeconds > 0) {
      await this.recorder.recordWait(tx, fulfilment.id);
      return untilAvailable(waitSeconds);
    }
    await this.begin(tx, fulfilment, job, attempt);
    fulfilment.firstAttemptedAt ??= new Date();
    return { provider, request };
  }

  perform({ provider, request }: Submission, signal: AbortSignal): Promise<SubmissionResult> {
    return provider.submit(request, signal);
  }

  async record(tx: Transaction, { fulfilmentId, provider }: Payload, accepted: SubmissionResult): Promise<JobOutcome> {
    await this.recorder.recordAcceptance(tx, fulfilmentId, accepted);
    await this.outages.recordAnswer(tx, provider);
    return done;
  }

  async recordFailure(tx: Transaction, job: Payload, error: unknown, attempt: JobAttempt): Promise<JobOutcome> {
    const failure = toProviderError(error);
    const fulfilment = await findSubmittable(tx, job);
    if (error instanceof ProviderError && !failure.isOutage) await this.outages.recordAnswer(tx, job.provider);
    if (!fulfilment) return done;
    if (fulfilment.cancelRequestedAt) return untilCancelled;
    const { waitingSince = null } = fulfilment;
    if (!failure.isOutage || (await this.outages.failsAlone(tx, job.provider, attempt, waitingSince)))
      return this.recordRefusal(tx, job, failure, attempt);
    return this.recorder.recordOutage(tx, fulfilment, failure, attempt);
  }

  private async recordRefusal(
    tx: Transaction,
    { fulfilmentId }: Payload,
    failure: ProviderError,
    attempt: JobAttempt,
  ): Promise<JobOutcome> {
    await this.recorder.recordRefusal(tx, fulfilmentId, failure, attempt);
    return attempt.number < attempt.maxAttempts
      ? retry(failure.message, failure.retryAfterSeconds)
      : discard(failure.message);
  }

  /** For a review, `ResumeSubmission` enqueues it again. */
  private async isHeld(tx: Transaction, { orderId }: Fulfilment): Promise<boolean> {
    const order = await tx.em.findOneOrFail(Order, { id: orderId });
    if (!this.settings.mayReachServices(order)) return true;
    if (!this.settings.holdsForReview) return false;
    return order.isHeldForReview();
  }

  private async begin(
    tx: Transaction,
    fulfilment: Fulfilment,
    { round }: Payload,
    { number: attempt, maxAttempts }: JobAttempt,
  ): Promise<void> {
    fulfilment.submissionAttempts = attempt;
    if (attempt === 1) return;
    const { id, provider, orderId } = fulfilment;
    const data = { provider, attempt, of: maxAttempts };
    await this.events.publish(tx, 'order.submission_retried', data, {
      orderId,
      dedupeKey: retryKey(id, round, attempt),
    });
  }
}

/** The person who has requested a retry is named by the entry that their request has written. */
export const retryKey = (fulfilmentId: string, round: number, attempt: number) =>
  `retried:${fulfilmentId}:${round}:${attempt}`;

/**
 * Locks its order, so that it is neither cancelled nor given another address at this moment. Null when the fulfilment is
 * submitted or cancelled, or a later round supersedes this one.
 */
async function findSubmittable(tx: Transaction, { fulfilmentId, round }: Payload): Promise<Fulfilment | null> {
  const locked = await lockFulfilment(tx, fulfilmentId);
  if (!locked) return null;
  const { status, submissionRound } = locked.fulfilment;
  return status === 'pending' && submissionRound === round ? locked.fulfilment : null;
}

async function loadRequest(
  tx: Transaction,
  { orderId, provider, externalId, firstAttemptedAt = null }: Fulfilment,
  { name, isConfigured }: FulfilmentProvider,
): Promise<SubmissionRequest | ProviderError> {
  if (!isConfigured)
    return new ProviderError(`${providerLabels[name]} is not set up here: ${requiredSettings[name][0]} is missing`);
  const order = await tx.em.findOneOrFail(Order, { id: orderId });
  const lines = await tx.em.find(OrderLine, { orderId, provider }, { orderBy: { position: 'asc' } });
  if (!order.shippingAddress) return new ProviderError('the order has no shipping address');
  return {
    externalId,
    firstAttemptedAt,
    label: order.number,
    currency: order.currency,
    recipient: { ...order.shippingAddress, email: order.customerEmail },
    lines: lines.flatMap(({ title, variant = null, productId, variantId, quantity, unitPrice }) =>
      productId && variantId ? [{ title, variant, productId, variantId, quantity, unitPrice }] : [],
    ),
  };
}
