/**
 * What the console's pages show, where that crosses libraries: the feed with its order numbers, the order page. Reads
 * through the libraries' own queries; keeps nothing. Only the api uses it.
 */
export { ActivityScreen } from './activity.screen.js';
export { ConnectionsScreen } from './connections.screen.js';
export { JobsScreen } from './jobs.screen.js';
export { OrdersScreen } from './orders.screen.js';
export { ScreensModule } from './screens.module.js';
