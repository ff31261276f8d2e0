/**
 * The activity log: event definitions (level, sentence), the recorder, the feed and timeline queries, resolving and
 * pruning. Knows orders only by id; domain code reaches it through `@daybook/events`.
 */
export { activityLogEntities } from './activity-log.entities.js';
export { ActivityLogModule } from './activity-log.module.js';
export { ActivityLogPruner } from './activity-log-pruner.js';
export { ActivityLogQueries, type FeedFilter, type LoggedEntry } from './activity-log.queries.js';
export { LostEntries } from './lost-entries.js';
export { Notes, type NoteChange } from './notes.js';
export { ProblemCausesQueries, type LoggedCause } from './problem-causes.queries.js';
export { ProblemRetries } from './problem-retries.js';
export type { ProblemSelection } from './problem-selection.js';
export { ProblemTriage, toSnoozedUntil } from './problem-triage.js';
export { Resolutions } from './resolutions.js';
