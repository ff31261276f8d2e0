/**
 * Who may use the console: accounts, their passwords, how often a password may be guessed, and where sessions are kept.
 * Must not know HTTP: cookies, guards and answers belong to the api.
 */
export { Accounts, UnknownAccountError, type SignInResult } from './accounts.service.js';
export { AccountsModule } from './accounts.module.js';
export { SessionSecret } from './session-secret.js';
export { SessionStore } from './session-store.js';
export { type User } from './user.js';
