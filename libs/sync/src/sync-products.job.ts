import { CatalogWriter } from '@daybook/catalog';
import { providerLabels, providers } from '@daybook/contract';
import type { Transaction } from '@daybook/database';
import { DomainEvents } from '@daybook/events';
import { FulfilmentProviders, toProviderError, type FulfilmentProvider, type ProductPage } from '@daybook/fulfilment';
import {
  discard,
  done,
  failedAttempt,
  Job,
  retry,
  snooze,
  type JobAttempt,
  type JobOutcome,
  type JobSteps,
} from '@daybook/jobs';
import { ConsoleNotifier } from '@daybook/realtime';
import { LockMode } from '@mikro-orm/core';
import { z } from 'zod';
import { failSyncRun } from './fail-sync-run.js';
import { SyncRun } from './sync-run.entity.js';

const payload = z.object({ provider: z.enum(providers), runId: z.uuid() });
type Payload = z.infer<typeof payload>;

interface NextPages {
  provider: FulfilmentProvider;
  cursor: string | null;
}

interface ReadPages {
  /** The cursor of the first page. */
  from: string | null;
  pages: ProductPage[];
}

const maxPasses = 3;
/** Enough that the transactions around them cost little, and few enough to show progress. */
const pagesPerAttempt = 4;
const continueReading = snooze('more pages follow', 0);

/** Reads a provider's products into the catalogue: a few pages an attempt, so that another worker can go on with the next. */
@Job({
  name: 'sync-products',
  label: 'Read the products of a provider',
  retryHint: 'Press Sync on the Products & sync page.',
  payload,
  policy: { maxAttempts: 4, backoffSeconds: 10, maxBackoffSeconds: 60, timeoutSeconds: 900, concurrency: 1 },
  resource: ({ runId }) => `sync ${runId}`,
  lanes: { names: providers, of: ({ provider }) => provider },
})
export class SyncProducts implements JobSteps<Payload, NextPages, ReadPages> {
  constructor(
    private readonly events: DomainEvents,
    private readonly providers: FulfilmentProviders,
    private readonly writer: CatalogWriter,
    private readonly consoles: ConsoleNotifier,
  ) {}

  async prepare(tx: Transaction, { runId, provider }: Payload): Promise<NextPages | JobOutcome> {
    const run = await findRunning(tx, runId);
    return run ? { provider: this.providers.get(provider), cursor: run.cursor ?? null } : done;
  }

  async perform({ provider, cursor: first }: NextPages, signal: AbortSignal): Promise<ReadPages> {
    const pages: ProductPage[] = [];
    let cursor = first;
    do {
      const page = await provider.listProducts(cursor, signal);
      pages.push(page);
      cursor = page.next;
    } while (cursor !== null && pages.length < pagesPerAttempt);
    return { from: first, pages };
  }

  async record(tx: Transaction, { runId }: Payload, { from, pages }: ReadPages): Promise<JobOutcome> {
    const run = await findRunning(tx, runId);
    if (!run) return done;
    // recorded late, after another attempt has read them, too
    if ((run.cursor ?? null) !== from) return continueReading;
    for (const page of pages) await this.store(tx, run, page);
    const progress = { provider: run.provider, done: run.done, total: run.total };
    tx.afterCommit(() => this.consoles.notify({ syncProgress: [progress] }));
    run.cursor = pages.at(-1)?.next ?? null;
    if (run.cursor !== null) return continueReading;
    const reason = run.whyIncomplete();
    if (reason === null) await this.complete(tx, run);
    else if (run.pass === maxPasses) await failSyncRun(tx, this.events, run, reason);
    else {
      run.startNextPass();
      return continueReading;
    }
    return done;
  }

  async recordFailure(
    tx: Transaction,
    { runId, provider }: Payload,
    error: unknown,
    attempt: JobAttempt,
  ): Promise<JobOutcome> {
    const { message, retryAfterSeconds, isRateLimit } = toProviderError(error);
    const isRetryable = this.providers.get(provider).isConfigured && !isRateLimit;
    if (isRetryable && attempt.number < attempt.maxAttempts) return retry(message, retryAfterSeconds);
    const run = await findRunning(tx, runId);
    if (run) await failSyncRun(tx, this.events, run, message, isRetryable ? failedAttempt(attempt) : {});
    return discard(message);
  }

  private async store(tx: Transaction, run: SyncRun, { products, total }: ProductPage): Promise<void> {
    const { id: runId, provider, startedAt: readSince } = run;
    const batch = { provider, runId, products, readSince, at: new Date() };
    const { added, updated, unchanged } = await this.writer.upsert(tx, batch);
    run.added += added;
    run.updated += updated;
    run.unchanged += unchanged;
    run.done += added + updated + unchanged;
    run.total = Math.max(total ?? 0, run.done);
    if (!run.listedTotals.includes(total)) run.listedTotals = [...run.listedTotals, total];
  }

  /** Hides what was not seen, now that everything was read. */
  private async complete(tx: Transaction, run: SyncRun): Promise<void> {
    const { id: runId, provider } = run;
    run.hidden = await this.writer.withdrawUnseen(tx, { provider, runId, at: new Date() });
    run.total = run.done;
    run.finish('completed');
    const { done: products, added, updated, unchanged, hidden } = run;
    const counts = { products, added, updated, unchanged, hidden };
    await this.events.publish(tx, 'sync.completed', { provider, ...counts }, { actor: providerLabels[provider] });
  }
}

/** Locks it; null when it has ended. */
const findRunning = (tx: Transaction, id: string) =>
  tx.em.findOne(SyncRun, { id, outcome: 'running' }, { lockMode: LockMode.PESSIMISTIC_WRITE });
