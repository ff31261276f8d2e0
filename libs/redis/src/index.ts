/**
 * The way to Redis: connections on which no wait is without an end, and what a database's names there begin with.
 * Does not know what is kept or said there.
 */
export { databasePrefix } from './database-prefix.js';
export { RedisConnections, type RedisOutage } from './redis-connections.js';
