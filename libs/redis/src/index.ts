/**
 * Access to Redis: connections on which no wait is unbounded, and the prefix of a database's keys.
 * Does not know what is stored or published there.
 */
export { RedisConnections, type OutageLogOptions } from './redis-connections.js';
export { redisKeyPrefix } from './redis-key-prefix.js';
