/**
 * PostgreSQL: connections, transactions and their after-commit callbacks, notifications, migrations, the embedded server.
 * Knows no entity: each library brings its own.
 */
export { connectionTimeoutMillis } from './connection-timeout.js';
export { Database } from './database.js';
export { DatabaseModule } from './database.module.js';
export { isDiskFull } from './disk-full.js';
export { isDatabaseUnavailable } from './database-unavailable.js';
export { anyOf, daysAgo, jsonb, now, seconds, secondsAgo, secondsFromNow, spaced, textRows } from './expressions.js';
export { alphabetical, cursorTime, InvalidCursorError, newestFirst } from './list-query.js';
export { givenRows } from './given-rows.js';
export { migrate, assertSchemaCurrent, SchemaError } from './migrate.js';
export { Nudges } from './nudges.js';
export { assertOutsideTransaction, runOutsideCall } from './outside-calls.js';
export { PgNotifications, type NotificationListener } from './pg-notifications.js';
export { RateLimit, type RateLimited } from './rate-limit.js';
export { containsWords, searches } from './text-search.js';
export { Transaction } from './transaction.js';
export {
  findFreePort,
  startEmbeddedPostgres,
  type EmbeddedPostgres,
  type EmbeddedPostgresOptions,
} from './embedded/embedded-postgres.js';
export { commandLine } from './embedded/postmaster.js';
