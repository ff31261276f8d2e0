import { ProductsQueries } from '@daybook/catalog';
import type { Page, SyncListQuery, SyncRun as SyncRunView, ProviderSyncSummary } from '@daybook/contract';
import { Database, newestFirst } from '@daybook/database';
import { FulfilmentProviders, requiredSettings } from '@daybook/fulfilment';
import { Injectable } from '@nestjs/common';
import type { Selectable } from 'kysely';
import type { SyncTables } from './sync-run.entity.js';

@Injectable()
export class SyncRunsQueries {
  constructor(
    private readonly database: Database,
    private readonly providers: FulfilmentProviders,
    private readonly products: ProductsQueries,
  ) {}

  /** Newest first. Throws `InvalidCursorError`. */
  async list(query: SyncListQuery): Promise<Page<SyncRunView>> {
    const keyset = newestFirst(query);
    const rows = await keyset.apply(this.runs(), 'started_at', 'id').execute();
    const { items, next } = keyset.page(rows, ({ started_at }) => started_at);
    return { items: items.map(toView), next };
  }

  async summarizeProviders(): Promise<ProviderSyncSummary[]> {
    const latest = await this.runs()
      .distinctOn('provider')
      .orderBy('provider')
      .orderBy('started_at', 'desc')
      .orderBy('id', 'desc')
      .execute();
    const offered = await this.products.countOfferedByProvider();
    return this.providers.all.map(({ name, isConfigured }) => {
      const last = latest.find(({ provider }) => provider === name);
      return {
        provider: name,
        isConfigured,
        requiredSettings: requiredSettings[name],
        productCount: offered.get(name) ?? 0,
        lastRun: last ? toView(last) : null,
      };
    });
  }

  private runs() {
    return this.database.kysely<SyncTables>().selectFrom('sync_run').selectAll();
  }
}

function toView(row: Selectable<SyncTables['sync_run']>): SyncRunView {
  const { requested_by, started_at, finished_at, pass: _pass, cursor: _cursor, listed_totals: _totals, ...run } = row;
  return {
    ...run,
    requestedBy: requested_by,
    startedAt: started_at.toISOString(),
    finishedAt: finished_at?.toISOString() ?? null,
  };
}
