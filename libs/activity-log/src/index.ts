/**
 * The activity log: the catalogue of events with their levels and sentences, the recorder, the feed and timeline queries,
 * what is resolved and by whom, the prune. Knows orders only as ids; domain code reaches it through `@daybook/events`.
 */
export { ActivityLogModule } from './activity-log.module.js';
export { ActivityLogQueries, type FeedFilter, type LoggedEntry } from './activity-log.queries.js';
export { LostEntries } from './lost-entries.js';
export { PruneActivityLog } from './prune-activity-log.js';
export { Resolutions } from './resolutions.js';
