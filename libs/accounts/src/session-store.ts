import { Logger, type OnModuleDestroy } from '@nestjs/common';
import connectPgSimple from 'connect-pg-simple';
import session from 'express-session';
import type { Pool } from 'pg';

const PostgresStore = connectPgSimple(session);

/**
 * Sessions in the table `user_session`. Reading one is a single statement and writes nothing; one that has expired is not
 * found. About once an hour the expired ones are deleted, while the store is in use.
 */
export class SessionStore extends PostgresStore implements OnModuleDestroy {
  readonly #pool: Pool;

  constructor(pool: Pool) {
    const logger = new Logger('SessionStore');
    super({
      pool,
      tableName: 'user_session',
      disableTouch: true,
      pruneSessionInterval: 60 * 60,
      errorLog: (...what: unknown[]) => logger.warn(what.map(String).join(' ')),
    });
    this.#pool = pool;
  }

  /** Which of these sessions are still good, in one statement. */
  async findActive(sids: string[]): Promise<Set<string>> {
    const { rows } = await this.#pool.query<{ sid: string }>(
      'select sid from user_session where sid = any($1) and expire > now()',
      [sids],
    );
    return new Set(rows.map(({ sid }) => sid));
  }

  onModuleDestroy(): void {
    this.close();
  }
}
