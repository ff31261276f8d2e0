import { MikroORM } from '@mikro-orm/postgresql';
import { Injectable } from '@nestjs/common';
import type { Kysely } from 'kysely';
import { Transaction } from './transaction.js';

/** The way in to PostgreSQL: transactions for what changes, `sql` for what only reads. */
@Injectable()
export class Database {
  constructor(private readonly orm: MikroORM) {}

  /** Runs `work` in a transaction with an entity manager of its own; rolls back if it throws. */
  async transaction<T>(work: (tx: Transaction) => Promise<T>): Promise<T> {
    const em = this.orm.em.fork({ disableContextResolution: true });
    const tx = new Transaction(em);
    const failure: { cause?: unknown } = {};
    // Kysely's own transaction, not the entity manager's: it gives the connection back to the pool even when it is dead.
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
        // The rollback on a dead connection fails too, and would hide why.
        throw failure.cause ?? error;
      });
    tx.runAfterCommit();
    return result;
  }

  /** The connection pool for hand-written SQL outside a transaction: ``sql`…`.execute(database.sql)``. */
  get sql(): Kysely<unknown> {
    return this.orm.em.fork({ disableContextResolution: true }).getKysely<unknown>();
  }

  /** The `pg` pool beneath, for what must cost one bare statement and for libraries that bring their own SQL. */
  pool() {
    return this.orm.em.getConnection().getNativeClient();
  }
}
