import type { EntityManager } from '@mikro-orm/postgresql';
import { Logger } from '@nestjs/common';
import { CompiledQuery, expressionBuilder, type Kysely, type QueryResult } from 'kysely';

const eb = expressionBuilder<object>();
const logger = new Logger('Transaction');

/** What transactions wait for each other about, where there is no row to lock. */
type AdvisoryLock =
  | 'cart'
  | 'catalogue'
  | 'checkout session'
  | 'day of order numbers'
  | 'first account'
  | 'merged entry'
  | 'payment'
  | 'provider order'
  | 'reminder'
  | 'reminders of a day';

const hashOf = (name: AdvisoryLock, id: string) =>
  eb.fn<number>('hashtextextended', [eb.val(`${name} ${id}`), eb.lit(0)]);

/** An open transaction: everything done through it commits or rolls back together. */
export class Transaction {
  #afterCommit: (() => void)[] = [];
  #receivedAt: Date | null = null;

  constructor(readonly em: EntityManager) {}

  /** When Daybook learned of what is recorded now; null: just now. */
  get receivedAt(): Date | null {
    return this.#receivedAt;
  }

  /** Runs `work`, whose news arrived at `receivedAt`: it may have waited for a worker. */
  async newsReceivedAt<T>(receivedAt: Date, work: () => Promise<T>): Promise<T> {
    const outer = this.#receivedAt;
    this.#receivedAt = receivedAt;
    try {
      return await work();
    } finally {
      this.#receivedAt = outer;
    }
  }

  /** Typed queries in this transaction. Flush the entity manager first. `Tables`: those of the library, inferred from its entities. */
  kysely<Tables>(): Kysely<Tables> {
    return this.em.getKysely<Tables>() as Kysely<Tables>;
  }

  /** Runs several statements in one round trip, without parameters or results. */
  async runStatements(statements: string): Promise<QueryResult<unknown>> {
    return this.kysely<object>().executeQuery(CompiledQuery.raw(statements));
  }

  /** Waits until no other transaction holds this lock, and holds it until this one ends. `id`: which of them. */
  async lock(name: AdvisoryLock, id = ''): Promise<void> {
    await this.kysely<object>()
      .selectNoFrom(eb.fn('pg_advisory_xact_lock', [hashOf(name, id)]).as('lock'))
      .execute();
  }

  /** The same without waiting; false when another transaction holds it. */
  async tryLock(name: AdvisoryLock, id: string): Promise<boolean> {
    const { isLocked } = await this.kysely<object>()
      .selectNoFrom(eb.fn<boolean>('pg_try_advisory_xact_lock', [hashOf(name, id)]).as('isLocked'))
      .executeTakeFirstOrThrow();
    return isLocked;
  }

  /** Runs `work` in a savepoint. If it throws, its changes and callbacks are undone and the transaction stays usable. */
  async savepoint<T>(work: () => Promise<T>): Promise<T> {
    const callbacks = [...this.#afterCommit];
    await this.runStatements('savepoint attempt');
    try {
      const result = await work();
      await this.em.flush();
      await this.runStatements('release savepoint attempt');
      return result;
    } catch (error) {
      this.em.clear();
      this.#afterCommit = callbacks;
      await this.runStatements('rollback to savepoint attempt; release savepoint attempt');
      throw error;
    }
  }

  /** Runs `callback` once this has committed. It is lost if the process dies first: what must not be lost is a row. */
  afterCommit(callback: () => void): void {
    this.#afterCommit.push(callback);
  }

  /** For `Database.transaction` only. */
  runAfterCommit(): void {
    for (const callback of this.#afterCommit) {
      try {
        callback();
      } catch (error) {
        // the change is committed: a failed callback must not seem to have undone it
        logger.error(error);
      }
    }
  }
}
