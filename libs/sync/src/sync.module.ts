import { CatalogModule } from '@daybook/catalog';
import { FulfilmentModule } from '@daybook/fulfilment';
import { RealtimeModule } from '@daybook/realtime';
import { Module } from '@nestjs/common';
import { ProductSync } from './product-sync.js';
import { SyncRuns } from './sync-runs.js';
import { SyncRunsQueries } from './sync-runs.queries.js';

@Module({
  imports: [CatalogModule, FulfilmentModule, RealtimeModule],
  providers: [ProductSync, SyncRuns, SyncRunsQueries],
  exports: [ProductSync, SyncRuns, SyncRunsQueries],
})
export class SyncModule {}
