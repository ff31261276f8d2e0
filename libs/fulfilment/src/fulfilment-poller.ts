import { Database, type Transaction } from '@daybook/database';
import { JobQueue, type JobMap } from '@daybook/jobs';
import { Injectable } from '@nestjs/common';
import { sql } from 'kysely';
import { Fulfilment } from './fulfilment.entity.js';
import { FulfilmentProviders } from './fulfilment-providers.js';
import { FulfilmentProgress, type DatedUpdate } from './fulfilment-progress.js';
import type { FulfilmentUpdate } from './provider/provider.js';

type Look = JobMap['refresh-fulfilment'];

/** Asks providers what has become of what they make: webhooks do not tell all, and go silent at times. */
@Injectable()
export class FulfilmentPoller {
  constructor(
    private readonly database: Database,
    private readonly jobs: JobQueue,
    private readonly providers: FulfilmentProviders,
    private readonly progress: FulfilmentProgress,
  ) {}

  /** Throws `ProviderError` when the provider cannot be asked. */
  async refresh({ fulfilmentId, trigger }: Omit<Look, 'orderId'>, signal: AbortSignal): Promise<void> {
    const fulfilment = await this.database.transaction((tx) => tx.em.findOne(Fulfilment, { id: fulfilmentId }));
    if (!fulfilment?.providerOrderId) return;
    // an answer may be overtaken by a webhook: it tells how things were when it was asked for
    const asOf = new Date();
    const news = await this.providers.get(fulfilment.provider).getUpdates(fulfilment.providerOrderId, signal);
    const dated = trigger === 'poll' ? news.map(seen(asOf)) : news.flatMap(withoutWhatAWebhookTells(asOf));
    await this.database.transaction((tx) => this.progress.record(tx, fulfilmentId, dated));
  }

  async enqueueRefresh(
    tx: Transaction,
    { id, orderId }: Pick<Fulfilment, 'id' | 'orderId'>,
    trigger: Look['trigger'],
  ): Promise<void> {
    const look = { orderId, fulfilmentId: id, trigger };
    await this.jobs.enqueue(tx, 'refresh-fulfilment', look, { key: `${trigger} ${id}` });
  }

  /** Asks for a look at every part that is still on its way; gives how many there are. */
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

/** A provider that does not say when, and whose webhook did not come: it happened by now. */
const seen =
  (asOf: Date) =>
  (news: FulfilmentUpdate): DatedUpdate => ({ ...news, at: news.at ?? asOf });

/** The webhook that tells when may still be under way. How many parcels there are is told by none. */
const withoutWhatAWebhookTells =
  (asOf: Date) =>
  (news: FulfilmentUpdate): DatedUpdate[] => {
    if (news.at !== null || news.kind === 'all_shipped') return [seen(asOf)(news)];
    if ('parcel' in news) return [{ kind: 'parcel_known', parcel: news.parcel, at: asOf }];
    return [];
  };
