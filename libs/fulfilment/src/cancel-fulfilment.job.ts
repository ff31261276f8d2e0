import { Settings } from '@daybook/config';
import { providers } from '@daybook/contract';
import type { Transaction } from '@daybook/database';
import { done, failedAttempt, Job, retry, type JobAttempt, type JobOutcome, type JobSteps } from '@daybook/jobs';
import { Order } from '@daybook/orders';
import { z } from 'zod';
import { CancellationRecorder, type CancellationOutcome } from './cancellation-recorder.js';
import { Fulfilment, Shipment } from './fulfilment.entity.js';
import { FulfilmentProviders } from './fulfilment-providers.js';
import { fulfilmentResource } from './fulfilment-resource.js';
import type { CancellationResult, FulfilmentProvider } from './provider/provider.js';
import { toProviderError } from './provider/to-provider-error.js';

const payload = z.object({ orderId: z.uuid(), fulfilmentId: z.uuid(), provider: z.enum(providers) });
type Payload = z.infer<typeof payload>;

interface Cancellation {
  provider: FulfilmentProvider;
  /** Null when only an attempt whose answer was lost may have created an order. */
  providerOrderId: string | null;
  externalId: string;
  firstAttemptedAt: Date | null;
}

/** Cancels a fulfilment at its provider, because a person has requested it. */
@Job({
  name: 'cancel-fulfilment',
  label: 'Cancel an order at its provider',
  payload,
  policy: { maxAttempts: 3, backoffSeconds: 10, maxBackoffSeconds: 60, timeoutSeconds: 50, concurrency: 2 },
  resource: ({ fulfilmentId }) => fulfilmentResource(fulfilmentId),
  lanes: { names: providers, of: ({ provider }) => provider },
})
export class CancelFulfilment implements JobSteps<Payload, Cancellation, CancellationResult> {
  constructor(
    private readonly providers: FulfilmentProviders,
    private readonly recorder: CancellationRecorder,
    private readonly settings: Settings,
  ) {}

  async prepare(tx: Transaction, { fulfilmentId }: Payload): Promise<Cancellation | JobOutcome> {
    const fulfilment = await tx.em.findOne(Fulfilment, { id: fulfilmentId });
    if (!fulfilment?.cancelRequestedAt) return done;
    const order = await tx.em.findOneOrFail(Order, { id: fulfilment.orderId });
    if (!this.settings.mayReachServices(order)) return done;
    // a webhook said so first
    if (fulfilment.cancelledAt) return this.recordOutcome(tx, fulfilmentId, { outcome: 'cancelled' });
    if ((await tx.em.count(Shipment, { fulfilmentId })) > 0)
      return this.recordOutcome(tx, fulfilmentId, { outcome: 'refused', reason: 'a parcel has already left' });
    const { externalId, providerOrderId = null, firstAttemptedAt = null } = fulfilment;
    return { provider: this.providers.get(fulfilment.provider), providerOrderId, externalId, firstAttemptedAt };
  }

  async perform(cancellation: Cancellation, signal: AbortSignal): Promise<CancellationResult> {
    const { provider, providerOrderId, externalId, firstAttemptedAt } = cancellation;
    const id =
      providerOrderId ?? (firstAttemptedAt && (await provider.findOrderId(externalId, firstAttemptedAt, signal)));
    return id === null ? { outcome: 'cancelled' } : provider.cancel(id, signal);
  }

  record(tx: Transaction, { fulfilmentId }: Payload, result: CancellationResult): Promise<JobOutcome> {
    return this.recordOutcome(tx, fulfilmentId, result);
  }

  async recordFailure(
    tx: Transaction,
    { fulfilmentId }: Payload,
    error: unknown,
    attempt: JobAttempt,
  ): Promise<JobOutcome> {
    const { message, retryAfterSeconds, isTransient, isRateLimit } = toProviderError(error);
    const mayPass = isTransient || isRateLimit;
    if (mayPass && attempt.number < attempt.maxAttempts) return retry(message, retryAfterSeconds);
    const givenUp = mayPass ? failedAttempt(attempt) : {};
    return this.recordOutcome(tx, fulfilmentId, { outcome: 'refused', reason: message, ...givenUp });
  }

  private async recordOutcome(tx: Transaction, fulfilmentId: string, result: CancellationOutcome): Promise<JobOutcome> {
    await this.recorder.record(tx, fulfilmentId, result);
    return done;
  }
}
