/**
 * Updates for the consoles: collected where something changes (api or worker), carried between processes as ids, received
 * by each api, which emits them to its own sockets. Knows neither who is connected nor what an entry is.
 */
export { ConsoleNotifier, type ConsoleUpdate, type SyncProgress, type UpdateListener } from './console-notifier.js';
export { RealtimeModule } from './realtime.module.js';
export type { UpdateEvents } from './update-transport.js';
