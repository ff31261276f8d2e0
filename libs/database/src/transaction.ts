import type { EntityManager } from '@mikro-orm/postgresql';
import { Logger } from '@nestjs/common';
import { CompiledQuery, type Kysely, type QueryResult } from 'kysely';

const log = new Logger('Transaction');

/** One open transaction: what is done through it commits or rolls back as a whole. */
export class Transaction {
  #told: (() => void)[] = [];

  constructor(readonly em: EntityManager) {}

  /** The same transaction for hand-written SQL: ``sql`…`.execute(tx.sql)``. Flush the entity manager first. */
  get sql(): Kysely<unknown> {
    return this.em.getKysely<unknown>();
  }

  /** Several statements in one round trip; takes no parameters and gives no rows. */
  async run(statements: string): Promise<QueryResult<unknown>> {
    return this.sql.executeQuery(CompiledQuery.raw(statements));
  }

  /** Runs `work` in a savepoint: if it throws, what it did, and would have told, is undone, and the transaction goes on. */
  async attempt<T>(work: () => Promise<T>): Promise<T> {
    const toldBefore = [...this.#told];
    await this.run('savepoint attempt');
    try {
      const result = await work();
      await this.em.flush();
      await this.run('release savepoint attempt');
      return result;
    } catch (error) {
      this.em.clear();
      this.#told = toldBefore;
      await this.run('rollback to savepoint attempt; release savepoint attempt');
      throw error;
    }
  }

  /** Telling people waits for the commit; what must not be lost is a row in this transaction instead. */
  afterCommit(tell: () => void): void {
    this.#told.push(tell);
  }

  /** Called once, by `Database.transaction`. */
  committed(): void {
    for (const tell of this.#told) {
      try {
        tell();
      } catch (error) {
        // The change stands: who could not be told must not make it look as if it had failed.
        log.error(error);
      }
    }
  }
}
