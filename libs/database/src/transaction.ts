import type { EntityManager } from '@mikro-orm/postgresql';
import { Logger } from '@nestjs/common';
import { CompiledQuery, type Kysely, type QueryResult } from 'kysely';

const logger = new Logger('Transaction');

/** An open transaction: everything done through it commits or rolls back together. */
export class Transaction {
  #afterCommit: (() => void)[] = [];

  constructor(readonly em: EntityManager) {}

  /** The same transaction for hand-written SQL: ``sql`…`.execute(tx.sql)``. Flush the entity manager first. */
  get sql(): Kysely<unknown> {
    return this.em.getKysely<unknown>();
  }

  /** Runs several statements in one round trip, without parameters or results. */
  async runStatements(statements: string): Promise<QueryResult<unknown>> {
    return this.sql.executeQuery(CompiledQuery.raw(statements));
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
