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
  constructor(pool: Pool) {
    const logger = new Logger('SessionStore');
    super({
      pool,
      tableName: 'user_session',
      disableTouch: true,
      pruneSessionInterval: 60 * 60,
      errorLog: (...what: unknown[]) => logger.warn(what.map(String).join(' ')),
    });
  }

  onModuleDestroy(): void {
    this.close();
  }
}
