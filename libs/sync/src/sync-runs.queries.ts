import { ProductsQueries } from '@daybook/catalog';
import type { Page, SyncListQuery, SyncRun, ProviderSyncSummary } from '@daybook/contract';
import { Database, newestFirstKeyset } from '@daybook/database';
import { FulfilmentProviders, requiredSettings } from '@daybook/fulfilment';
import { Injectable } from '@nestjs/common';
import { sql } from 'kysely';
import { runColumns, toSyncRun, type SyncRunRow } from './sync-runs.js';

@Injectable()
export class SyncRunsQueries {
  constructor(
    private readonly database: Database,
    private readonly providers: FulfilmentProviders,
    private readonly products: ProductsQueries,
  ) {}

  /** Newest first. Throws `InvalidCursorError`. */
  async list(query: SyncListQuery): Promise<Page<SyncRun>> {
    const keyset = newestFirstKeyset('started_at', query);
    const { rows } = await sql<SyncRunRow>`
      select ${runColumns} from sync_run where ${keyset.where} ${keyset.orderBy}`.execute(this.database.sql);
    const { items, next } = keyset.page(rows, ({ startedAt }) => startedAt);
    return { items: items.map(toSyncRun), next };
  }

  async summarizeProviders(): Promise<ProviderSyncSummary[]> {
    const { rows } = await sql<SyncRunRow>`
      select distinct on (provider) ${runColumns} from sync_run
      order by provider, started_at desc, id desc`.execute(this.database.sql);
    const offered = await this.products.countOfferedByProvider();
    return this.providers.all.map(({ name, isConfigured }) => {
      const last = rows.find(({ provider }) => provider === name);
      return {
        provider: name,
        isConfigured,
        requiredSettings: requiredSettings[name],
        productCount: offered.get(name) ?? 0,
        lastRun: last ? toSyncRun(last) : null,
      };
    });
  }
}
