import { MikroORM } from '@mikro-orm/postgresql';
import { Injectable } from '@nestjs/common';
import type { Kysely } from 'kysely';
import { Transaction } from './transaction.js';

/** Access to PostgreSQL: transactions for changes, `sql` for reads. */
@Injectable()
export class Database {
  constructor(private readonly orm: MikroORM) {}

  /** Runs `work` in a transaction with an entity manager of its own; rolls back if it throws. */
  async transaction<T>(work: (tx: Transaction) => Promise<T>): Promise<T> {
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
          const done = await work(tx);
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

  /** For hand-written SQL outside a transaction: ``sql`…`.execute(database.sql)``. */
  get sql(): Kysely<unknown> {
    return this.orm.em.fork({ disableContextResolution: true }).getKysely<unknown>();
  }

  /** The `pg` pool, for a hot statement and for libraries with SQL of their own. */
  pool() {
    return this.orm.em.getConnection().getNativeClient();
  }
}
