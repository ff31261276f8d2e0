/**
 * What the console's pages show, where that crosses libraries: the feed with its order numbers, the order page. Reads
 * through the libraries' own queries; keeps nothing. Only the api uses it.
 */
export { ActivityReadModel } from './activity.read-model.js';
export { ConnectionsReadModel } from './connections.read-model.js';
export { JobsReadModel } from './jobs.read-model.js';
export { OrdersReadModel } from './orders.read-model.js';
export { ScreensModule } from './screens.module.js';
