import { CatalogWriter, type ProviderProduct } from '@daybook/catalog';
import { failpoint } from '@daybook/config';
import { providerLabels } from '@daybook/contract';
import { Database, type Transaction } from '@daybook/database';
import { DomainEvents } from '@daybook/events';
import { FulfilmentProviders, ProviderError, type FulfilmentProvider, type ProductPage } from '@daybook/fulfilment';
import { done, retry, JobTimeoutError, type JobPayloads, type JobOutcome, type JobAttempt } from '@daybook/jobs';
import { ConsoleNotifier } from '@daybook/realtime';
import { Injectable } from '@nestjs/common';
import { sql } from 'kysely';
import { runColumns, SyncRuns, type SyncRunRow } from './sync-runs.js';

type SyncPayload = JobPayloads['sync-products'];

/** Another attempt has finished the run, or it has failed. */
class RunEndedError extends Error {}

/** A list that changes while it is read may hide products from us: it is read again, at most this often in all. */
const maxPasses = 3;
const minBatchSize = 5;
const maxBatchSize = 50;

/** Reads a provider's products into the catalogue. An attempt starts at the first page and counts no product twice. */
@Injectable()
export class ProductSync {
  constructor(
    private readonly database: Database,
    private readonly events: DomainEvents,
    private readonly providers: FulfilmentProviders,
    private readonly writer: CatalogWriter,
    private readonly runs: SyncRuns,
    private readonly consoles: ConsoleNotifier,
  ) {}

  async attempt(run: SyncPayload, { number: attempt, maxAttempts, signal }: JobAttempt): Promise<JobOutcome> {
    const provider = this.providers.get(run.provider);
    try {
      await this.readAll(run, provider, signal);
      await failpoint('sync.pages-read');
      await this.finish(run);
      await failpoint('sync.finished');
      return done;
    } catch (error) {
      if (attempt === maxAttempts && signal.reason instanceof JobTimeoutError)
        await this.fail(run, signal.reason.message);
      // the worker stops; another one continues
      signal.throwIfAborted();
      if (error instanceof RunEndedError) return done;
      const isRetryable = provider.isConfigured && !(error instanceof ProviderError && error.isRateLimit);
      if (isRetryable && attempt < maxAttempts) return retry(reasonOf(error), retryAfterSeconds(error));
      await this.fail(run, reasonOf(error));
      if (error instanceof ProviderError) return done;
      throw error;
    }
  }

  private async fail({ runId }: SyncPayload, reason: string): Promise<void> {
    await this.database.transaction((tx) => this.runs.fail(tx, runId, reason));
  }

  private async readAll(run: SyncPayload, provider: FulfilmentProvider, signal: AbortSignal): Promise<void> {
    for (let pass = 1; ; pass += 1) {
      const reason = await this.tryReadOnce(run, provider, signal);
      if (reason === null) return;
      if (pass === maxPasses) throw new ProviderError(reason);
    }
  }

  /** Null when all products were read; otherwise why some may be missing. */
  private async tryReadOnce(
    run: SyncPayload,
    provider: FulfilmentProvider,
    signal: AbortSignal,
  ): Promise<string | null> {
    const totals = new Set<number | null>();
    let read = 0;
    for await (const { products, total } of provider.listProducts(signal)) {
      totals.add(total);
      for (const batch of inBatches(products, total)) {
        read = await this.store(run, { products: batch, total });
        await failpoint('sync.batch-stored');
        signal.throwIfAborted();
      }
    }
    if (totals.size > 1) return 'its list of products kept changing while it was read';
    const [total = null] = totals;
    return total === null || read >= total ? null : `only ${read} of its ${total} products were listed`;
  }

  /** Returns how many products the run has seen. */
  private async store(run: SyncPayload, { products, total }: ProductPage): Promise<number> {
    const { provider, runId } = run;
    return this.database.transaction(async (tx) => {
      const before = await lockRun(tx, runId);
      const { added, updated, unchanged } = await this.writer.upsert(tx, { provider, runId, products, at: new Date() });
      const seen = before.done + added + updated + unchanged;
      const known = Math.max(total ?? 0, seen);
      await sql`
        update sync_run set added = added + ${added}, updated = updated + ${updated},
          unchanged = unchanged + ${unchanged}, done = ${seen}, total = ${known}
        where id = ${runId}`.execute(tx.sql);
      tx.afterCommit(() => this.consoles.notify({ syncProgress: [{ provider, done: seen, total: known }] }));
      return seen;
    });
  }

  /** Hides what was not seen, now that everything was read. */
  private async finish({ provider, runId }: SyncPayload): Promise<void> {
    await this.database.transaction(async (tx) => {
      const run = await lockRun(tx, runId);
      const hidden = await this.writer.withdrawUnseen(tx, { provider, runId, at: new Date() });
      await sql`
        update sync_run set outcome = 'completed', finished_at = now(), total = done, hidden = ${hidden}
        where id = ${runId}`.execute(tx.sql);
      const { done: products, added, updated, unchanged } = run;
      await this.events.publish(
        tx,
        'sync.completed',
        { provider, products, added, updated, unchanged, hidden },
        { actor: providerLabels[provider] },
      );
    });
  }
}

/** Batches of a tenth of all products, for visible progress. An empty page is one empty batch. */
function inBatches(products: ProviderProduct[], total: number | null): ProviderProduct[][] {
  const size = Math.min(maxBatchSize, Math.max(minBatchSize, Math.ceil((total ?? products.length) / 10)));
  const count = Math.max(1, Math.ceil(products.length / size));
  return Array.from({ length: count }, (_, at) => products.slice(at * size, (at + 1) * size));
}

/** Locks the run until `tx` ends. Throws `RunEndedError`. */
async function lockRun(tx: Transaction, runId: string): Promise<SyncRunRow> {
  const { rows } = await sql<SyncRunRow>`
    select ${runColumns} from sync_run where id = ${runId} and outcome = 'running' for update`.execute(tx.sql);
  if (!rows[0]) throw new RunEndedError();
  return rows[0];
}

const retryAfterSeconds = (error: unknown) => (error instanceof ProviderError ? error.retryAfterSeconds : 0);

/** The end of "Product sync failed: …". */
const reasonOf = (error: unknown) =>
  error instanceof ProviderError ? error.message : 'the products could not be stored; the process log says why';
