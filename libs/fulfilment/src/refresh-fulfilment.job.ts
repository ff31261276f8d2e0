import { Settings } from '@daybook/config';
import { providers } from '@daybook/contract';
import { now, type Transaction } from '@daybook/database';
import { done, Job, retry, type JobOutcome, type JobSteps } from '@daybook/jobs';
import { Order } from '@daybook/orders';
import { z } from 'zod';
import { Fulfilment } from './fulfilment.entity.js';
import { FulfilmentProviders } from './fulfilment-providers.js';
import { FulfilmentProgress, type DatedUpdate } from './fulfilment-progress.js';
import type { ParcelList } from './parcels.js';
import type { FulfilmentProvider, FulfilmentUpdate } from './provider/provider.js';
import { toProviderError } from './provider/to-provider-error.js';

const refreshTriggers = ['webhook', 'poll'] as const;
export type RefreshTrigger = (typeof refreshTriggers)[number];
const payload = z.object({
  ...{ orderId: z.uuid(), fulfilmentId: z.uuid(), provider: z.enum(providers) },
  trigger: z.enum(refreshTriggers),
});
type Payload = z.infer<typeof payload>;

interface Refresh {
  provider: FulfilmentProvider;
  providerOrderId: string;
  /** By the database's clock: the workers' clocks may differ, and answers are compared. */
  asOf: Date;
}

/** A webhook may overtake the answer, which describes the moment of the request. */
interface Answer extends Pick<Refresh, 'asOf'> {
  updates: FulfilmentUpdate[];
}

/** Reads a fulfilment at its provider: webhooks do not say everything, and stop at times. */
@Job({
  name: 'refresh-fulfilment',
  label: 'Read the state of an order from its provider',
  payload,
  policy: { maxAttempts: 5, backoffSeconds: 30, maxBackoffSeconds: 600, timeoutSeconds: 50, concurrency: 4 },
  lanes: { names: providers, of: ({ provider }) => provider },
})
export class RefreshFulfilment implements JobSteps<Payload, Refresh, Answer> {
  constructor(
    private readonly providers: FulfilmentProviders,
    private readonly progress: FulfilmentProgress,
    private readonly settings: Settings,
  ) {}

  async prepare(tx: Transaction, { fulfilmentId }: Payload): Promise<Refresh | JobOutcome> {
    const fulfilment = await tx.em.findOne(Fulfilment, { id: fulfilmentId });
    if (!fulfilment?.providerOrderId) return done;
    const order = await tx.em.findOneOrFail(Order, { id: fulfilment.orderId });
    if (!this.settings.mayReachServices(order)) return done;
    const { providerOrderId } = fulfilment;
    const { asOf } = await tx.kysely<object>().selectNoFrom(now().as('asOf')).executeTakeFirstOrThrow();
    return { provider: this.providers.get(fulfilment.provider), providerOrderId, asOf };
  }

  async perform({ provider, providerOrderId, asOf }: Refresh, signal: AbortSignal): Promise<Answer> {
    return { asOf, updates: await provider.getUpdates(providerOrderId, signal) };
  }

  async record(
    tx: Transaction,
    { fulfilmentId, trigger }: Payload,
    { asOf, updates: all }: Answer,
  ): Promise<JobOutcome> {
    const list = all.find((update) => update.kind === 'parcels_listed');
    const updates = all.filter((update) => update.kind !== 'parcels_listed');
    const dated = trigger === 'poll' ? updates.map(withFallbackTime(asOf)) : omitWebhookReported(updates, asOf);
    await this.progress.recordOrder(tx, fulfilmentId, { asOf, updates: dated, list });
    return done;
  }

  async recordFailure(_tx: Transaction, _payload: Payload, error: unknown): Promise<JobOutcome> {
    const { message, retryAfterSeconds } = toProviderError(error);
    return retry(message, retryAfterSeconds);
  }
}

type Update = Exclude<FulfilmentUpdate, ParcelList>;

/** The provider does not say when, and no webhook came: it has happened by now. */
const withFallbackTime =
  (asOf: Date) =>
  (update: Update): DatedUpdate => ({ ...update, at: update.at ?? asOf });

/** What is so now counts as of now. What is past is left to its webhook, which has the time and may still arrive. */
function omitWebhookReported(updates: Update[], asOf: Date): DatedUpdate[] {
  const hasParcels = updates.some((update) => 'parcel' in update);
  return updates.flatMap((update): DatedUpdate[] => {
    if (update.at === null && 'parcel' in update) return [{ kind: 'parcel_known', parcel: update.parcel, at: asOf }];
    if (update.at === null && update.kind === 'in_production' && hasParcels) return [];
    return [withFallbackTime(asOf)(update)];
  });
}
