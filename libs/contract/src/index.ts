/**
 * The contract between the api, the worker, the sandbox and the console: JSON shapes as zod schemas with their inferred
 * types, the event map, the socket protocol, the routes. Knows nothing of Nest, the database or Node.
 * The console takes its values from `@daybook/contract/vocabulary`, which is free of zod, and only types from here.
 */
export * from './activity.js';
export * from './carts.js';
export * from './catalogue.js';
export * from './connections.js';
export * from './email-address.js';
export * from './events.js';
export * from './jobs.js';
export * from './minor-units.js';
export * from './money.js';
export * from './orders.js';
export * from './problem.js';
export * from './routes.js';
export * from './session.js';
export * from './shop-pages.js';
export * from './sockets.js';
export * from './sync.js';
export * from './vocabulary.js';
export * from './webhooks.js';
