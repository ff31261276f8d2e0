import { AsyncLocalStorage } from 'node:async_hooks';

/** What the current asynchronous call chain is in the middle of. */
const current = new AsyncLocalStorage<'transaction' | 'outside call'>();

export const runInTransaction = <T>(work: () => T): T => current.run('transaction', work);

/** Runs `work`, which calls another service: until it ends, it cannot open a transaction. Throws inside one. */
export function runOutsideCall<T>(work: () => T): T {
  assertOutsideTransaction('Another service');
  return current.run('outside call', work);
}

/**
 * Whoever is about to call `service`, such as Stripe, calls this first. Throws inside a transaction, which would keep its
 * connection and its locks for as long as the service takes to answer.
 */
export function assertOutsideTransaction(service: string): void {
  if (current.getStore() === 'transaction')
    throw new Error(`${service} was called inside a transaction: commit first, and record the answer in another one.`);
}

/** Throws while an outside call is in progress. */
export function assertTransactionAllowed(): void {
  if (current.getStore() === 'outside call')
    throw new Error('A transaction was opened during an outside call: it belongs before the call or after it.');
}
