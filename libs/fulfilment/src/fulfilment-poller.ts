import { Database, type Transaction } from '@daybook/database';
import { JobQueue, type JobPayloads } from '@daybook/jobs';
import { Injectable } from '@nestjs/common';
import { sql } from 'kysely';
import { Fulfilment } from './fulfilment.entity.js';
import { FulfilmentProviders } from './fulfilment-providers.js';
import { FulfilmentProgress, type DatedUpdate } from './fulfilment-progress.js';
import type { FulfilmentUpdate } from './provider/provider.js';

type RefreshPayload = JobPayloads['refresh-fulfilment'];

/** Reads fulfilments at their providers: webhooks do not say everything, and stop at times. */
@Injectable()
export class FulfilmentPoller {
  constructor(
    private readonly database: Database,
    private readonly jobs: JobQueue,
    private readonly providers: FulfilmentProviders,
    private readonly progress: FulfilmentProgress,
  ) {}

  /** Throws `ProviderError`. */
  async refresh({ fulfilmentId, trigger }: Omit<RefreshPayload, 'orderId'>, signal: AbortSignal): Promise<void> {
    const fulfilment = await this.database.transaction((tx) => tx.em.findOne(Fulfilment, { id: fulfilmentId }));
    if (!fulfilment?.providerOrderId) return;
    // a webhook may overtake the response, which describes the moment of the request
    const asOf = new Date();
    const updates = await this.providers.get(fulfilment.provider).getUpdates(fulfilment.providerOrderId, signal);
    const dated = trigger === 'poll' ? updates.map(withFallbackTime(asOf)) : updates.flatMap(omitWebhookReported(asOf));
    await this.database.transaction((tx) => this.progress.record(tx, fulfilmentId, dated));
  }

  async enqueueRefresh(
    tx: Transaction,
    { id, orderId }: Pick<Fulfilment, 'id' | 'orderId'>,
    trigger: RefreshPayload['trigger'],
  ): Promise<void> {
    const refresh = { orderId, fulfilmentId: id, trigger };
    await this.jobs.enqueue(tx, 'refresh-fulfilment', refresh, { key: `${trigger} ${id}` });
  }

  /** Enqueues a refresh of every open fulfilment; returns how many. */
  async poll(): Promise<number> {
    return this.database.transaction(async (tx) => {
      const { rows } = await sql<{ id: string; orderId: string }>`
        select id, order_id as "orderId" from fulfilment
        where provider_order_id is not null and status not in ('delivered', 'cancelled')`.execute(tx.sql);
      for (const part of rows) await this.enqueueRefresh(tx, part, 'poll');
      return rows.length;
    });
  }
}

/** The provider does not say when, and no webhook came: it has happened by now. */
const withFallbackTime =
  (asOf: Date) =>
  (update: FulfilmentUpdate): DatedUpdate => ({ ...update, at: update.at ?? asOf });

/** The webhook with the time may still arrive. No webhook says how many parcels there are. */
const omitWebhookReported =
  (asOf: Date) =>
  (update: FulfilmentUpdate): DatedUpdate[] => {
    if (update.at !== null || update.kind === 'all_shipped') return [withFallbackTime(asOf)(update)];
    if ('parcel' in update) return [{ kind: 'parcel_known', parcel: update.parcel, at: asOf }];
    return [];
  };
