import { Logger, type OnModuleDestroy } from '@nestjs/common';
import connectPgSimple from 'connect-pg-simple';
import session from 'express-session';
import type { Pool } from 'pg';
import type { User } from './accounts.service.js';

const PostgresStore = connectPgSimple(session);

declare module 'express-session' {
  interface SessionData {
    userId?: User['userId'];
    name?: User['name'];
    email?: User['email'];
  }
}

/**
 * Sessions in the table `user_session`. Reading one costs a single statement and writes nothing. Expired sessions are not
 * found, and are deleted about once an hour while the store is in use.
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
      errorLog: (...parts: unknown[]) => logger.warn(parts.map(String).join(' ')),
    });
    this.#pool = pool;
  }

  /** Those of the given sessions that exist and have not expired. */
  async findActiveIds(sids: string[]): Promise<Set<string>> {
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
