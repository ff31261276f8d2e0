/**
 * News for the consoles: gathered where it happens (api or worker), carried between processes as ids, read by each api.
 * Knows neither sockets nor what an entry is.
 */
export { Consoles, type News, type NewsReader } from './consoles.js';
export { RealtimeModule } from './realtime.module.js';
