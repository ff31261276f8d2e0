/**
 * Who may use the console: accounts, passwords, the sign-in throttle and the session store.
 * Must not know HTTP: cookies, guards and responses belong to the api.
 */
export { accountsEntities } from './account.entities.js';
export { Accounts, UnknownAccountError, type User } from './accounts.service.js';
export { AccountsModule } from './accounts.module.js';
export { SessionSecret } from './session-secret.js';
export { SessionStore } from './session-store.js';
export { toNetwork } from './to-network.js';
