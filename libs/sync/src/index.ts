/**
 * The product sync: reads a provider's products into the catalogue, records each run, and resumes a run whose worker has
 * died. Knows neither the providers' own words nor how the catalogue is stored.
 */
export { syncEntities } from './sync-run.entity.js';
export { SyncModule } from './sync.module.js';
export { SyncRuns, type SyncStartResult } from './sync-runs.js';
export { SyncRunsQueries } from './sync-runs.queries.js';
