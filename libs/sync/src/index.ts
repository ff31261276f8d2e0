/**
 * The product sync: when a provider's products are read into the catalogue, what came of each run, and that a run goes on
 * after its worker has died. Knows neither what providers call things nor how the catalogue is kept.
 */
export { ProductSync } from './product-sync.js';
export { SyncModule } from './sync.module.js';
export { SyncRuns, type SyncStart } from './sync-runs.js';
export { SyncRunsQueries } from './sync-runs.queries.js';
