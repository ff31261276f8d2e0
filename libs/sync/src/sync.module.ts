import { CatalogModule } from '@daybook/catalog';
import { FulfilmentModule } from '@daybook/fulfilment';
import { RealtimeModule } from '@daybook/realtime';
import { Module } from '@nestjs/common';
import { SyncProducts } from './sync-products.job.js';
import { SyncRuns } from './sync-runs.js';
import { SyncRunsQueries } from './sync-runs.queries.js';

@Module({
  imports: [CatalogModule, FulfilmentModule, RealtimeModule],
  providers: [SyncProducts, SyncRuns, SyncRunsQueries],
  exports: [SyncRuns, SyncRunsQueries],
})
export class SyncModule {}
