import { Settings } from '@daybook/config';
import { providers, type Provider } from '@daybook/contract';
import { Database, now, type Transaction } from '@daybook/database';
import { JobQueue } from '@daybook/jobs';
import { Injectable } from '@nestjs/common';
import type { Fulfilment, FulfilmentTables } from './fulfilment.entity.js';
import { RefreshFulfilment, type RefreshTrigger } from './refresh-fulfilment.job.js';

/** Half of what the providers allow, which leaves the rest to submissions: Printify 600 requests, Printful 120. */
const requestsPerMinute: Record<Provider, number> = { printify: 300, printful: 60 };
const batchSize = 200;

/** Enqueues the refreshes of fulfilments. */
@Injectable()
export class FulfilmentRefreshes {
  constructor(
    private readonly database: Database,
    private readonly jobs: JobQueue,
    private readonly settings: Settings,
  ) {}

  async enqueue(
    tx: Transaction,
    { id, orderId, provider }: Pick<Fulfilment, 'id' | 'orderId' | 'provider'>,
    trigger: RefreshTrigger,
    startAfter?: Date,
  ): Promise<void> {
    const options = { key: `${trigger} ${id}`, ...(startAfter && { startAfter }) };
    await this.jobs.enqueue(tx, RefreshFulfilment, { orderId, fulfilmentId: id, provider, trigger }, options);
  }

  /**
   * Enqueues a refresh of the open fulfilments, those first that were polled longest ago, and spreads them over the interval
   * until the next poll. What a provider's rate limit leaves over waits for that. Returns how many.
   */
  async poll(signal: AbortSignal): Promise<number> {
    let count = 0;
    for (const provider of providers) count += await this.pollProvider(provider, signal);
    return count;
  }

  private async pollProvider(provider: Provider, signal: AbortSignal): Promise<number> {
    const intervalMs = this.settings.statusPollIntervalSeconds * 1_000;
    const limit = Math.max(1, Math.floor((intervalMs / 60_000) * requestsPerMinute[provider]));
    const { count, startedAt } = await this.countOpen(provider);
    const open = Math.min(limit, count);
    let enqueued = 0;
    while (enqueued < open && !signal.aborted) {
      const batch = Math.min(batchSize, open - enqueued);
      const from = enqueued;
      const dueAt = (index: number) => new Date(startedAt.getTime() + ((from + index) * intervalMs) / open);
      const polled = await this.database.transaction((tx) => this.enqueueBatch(tx, provider, batch, startedAt, dueAt));
      if (polled === 0) break;
      enqueued += polled;
    }
    return enqueued;
  }

  /** `startedAt` is by the database's clock: that of another worker may be ahead, and its polls must not delay ours. */
  private countOpen(provider: Provider): Promise<{ count: number; startedAt: Date }> {
    return openFulfilments(this.database, provider)
      .select(({ fn }) => [fn.countAll<number>().as('count'), now().as('startedAt')])
      .executeTakeFirstOrThrow();
  }

  /** Only those that were not polled since `startedAt`. Skips what is being changed: the next poll takes it. */
  private async enqueueBatch(
    tx: Transaction,
    provider: Provider,
    limit: number,
    startedAt: Date,
    dueAt: (index: number) => Date,
  ): Promise<number> {
    const polled = await tx
      .kysely<FulfilmentTables>()
      .updateTable('fulfilment')
      .set({ polled_at: startedAt })
      .where('id', 'in', () =>
        openFulfilments(tx, provider)
          .select('id')
          .where((eb) => eb.or([eb('polled_at', 'is', null), eb('polled_at', '<', startedAt)]))
          .orderBy('polled_at', (order) => order.asc().nullsFirst())
          .orderBy('id')
          .limit(limit)
          .forUpdate()
          .skipLocked(),
      )
      .returning(['id', 'order_id as orderId', 'provider'])
      .execute();
    for (const [index, fulfilment] of polled.entries()) await this.enqueue(tx, fulfilment, 'poll', dueAt(index));
    return polled.length;
  }
}

const openFulfilments = (connection: Database | Transaction, provider: Provider) =>
  connection
    .kysely<FulfilmentTables>()
    .selectFrom('fulfilment')
    .where('provider', '=', provider)
    .where('provider_order_id', 'is not', null)
    .where('status', 'not in', ['delivered', 'cancelled']);
