/**
 * News for the consoles: gathered where it happens (api or worker), carried between processes as ids, read by each api,
 * which tells its own sockets. Knows neither who is connected nor what an entry is.
 */
export { Consoles, type News, type NewsReader, type SyncProgress } from './consoles.js';
export type { NewsEvents } from './news-carrier.js';
export { RealtimeModule } from './realtime.module.js';
