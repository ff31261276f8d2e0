/**
 * Read models for console pages that combine several libraries, such as the order page and the feed. They read through the
 * libraries' own queries and store nothing. Only the api uses them.
 */
export { ActivityReadModel } from './activity.read-model.js';
export { ConnectionsReadModel } from './connections.read-model.js';
export { JobsReadModel } from './jobs.read-model.js';
export { OrdersReadModel } from './orders.read-model.js';
export { ScreensModule } from './screens.module.js';
