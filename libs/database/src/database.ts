import { MikroORM } from '@mikro-orm/postgresql';
import { Injectable } from '@nestjs/common';
import type { Kysely } from 'kysely';
import { assertTransactionAllowed, runInTransaction } from './outside-calls.js';
import { Transaction } from './transaction.js';

/** Access to PostgreSQL: transactions for changes, `kysely` for reads. */
@Injectable()
export class Database {
  constructor(private readonly orm: MikroORM) {}

  /**
   * Runs `work` in a transaction with an entity manager of its own; rolls back if it throws. Neither `work` may call another
   * service, nor may a call to one open a transaction: both throw.
   */
  async transaction<T>(work: (tx: Transaction) => Promise<T>): Promise<T> {
    assertTransactionAllowed();
    const em = this.orm.em.fork({ disableContextResolution: true });
    const tx = new Transaction(em);
    const failure: { cause?: unknown } = {};
    // Kysely's transaction instead of the entity manager's, because it returns even a dead connection to the pool
    const result = await em
      .getKysely<unknown>()
      .transaction()
      .execute(async (connection) => {
        em.setTransactionContext(connection);
        try {
          const done = await runInTransaction(() => work(tx));
          await em.flush();
          return done;
        } catch (error) {
          failure.cause = error;
          throw error;
        }
      })
      .catch((error: unknown) => {
        // the rollback on a dead connection fails, too, and would hide the cause
        throw failure.cause ?? error;
      });
    tx.runAfterCommit();
    return result;
  }

  /** Typed queries outside a transaction. `Tables`: those of the library, inferred from its entities. */
  kysely<Tables>(): Kysely<Tables> {
    return this.orm.em.fork({ disableContextResolution: true }).getKysely<Tables>() as Kysely<Tables>;
  }

  /** Throws unless PostgreSQL answers. */
  async ping(): Promise<void> {
    await this.kysely<object>()
      .selectNoFrom((eb) => eb.lit(1).as('one'))
      .execute();
  }

  /** The `pg` pool, for a hot statement and for libraries with SQL of their own. */
  pool() {
    return this.orm.em.getConnection().getNativeClient();
  }
}
