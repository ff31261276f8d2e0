import { anyOf, now, type Database } from '@daybook/database';
import { Logger, type OnModuleDestroy } from '@nestjs/common';
import connectPgSimple from 'connect-pg-simple';
import session from 'express-session';
import type { Pool } from 'pg';
import type { AccountsTables } from './account.entities.js';
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
  constructor(
    private readonly database: Database,
    pool: Pool,
  ) {
    const logger = new Logger('SessionStore');
    super({
      pool,
      tableName: 'user_session',
      disableTouch: true,
      pruneSessionInterval: 60 * 60,
      errorLog: (...parts: unknown[]) => logger.warn(parts.map(String).join(' ')),
    });
  }

  /** Those of the given sessions that exist and have not expired. */
  async findActiveIds(sids: string[]): Promise<Set<string>> {
    const rows = await this.database
      .kysely<AccountsTables>()
      .selectFrom('user_session')
      .select('sid')
      .where('sid', '=', anyOf(sids))
      .where('expire', '>', now())
      .execute();
    return new Set(rows.map(({ sid }) => sid));
  }

  onModuleDestroy(): void {
    this.close();
  }
}
