import { MikroOrmModule } from '@mikro-orm/nestjs';
import { defineConfig, type Options } from '@mikro-orm/postgresql';
import { Global, Module, type DynamicModule } from '@nestjs/common';
import pg from 'pg';
import { connectionTimeoutMillis } from './connection-timeout.js';
import { closeOnQueryTimeout } from './close-on-query-timeout.js';
import { Database } from './database.js';
import { Nudges } from './nudges.js';
import { PgNotifications } from './pg-notifications.js';

export interface DatabaseOptions {
  url: string;
  entities: NonNullable<Options['entities']>;
  /** Shown in `pg_stat_activity`. */
  applicationName: string;
  maxConnections?: number;
  /** For each statement. A server that does not answer is given up soon after. */
  statementTimeoutSeconds?: number;
}

@Global()
@Module({})
export class DatabaseModule {
  static forRoot(options: DatabaseOptions): DynamicModule {
    return {
      module: DatabaseModule,
      imports: [
        Promise.resolve(MikroOrmModule.forRoot({ ...connectionConfig(options), registerRequestContext: false })),
      ],
      providers: [Database, { provide: PgNotifications, useFactory: () => new PgNotifications(options.url) }, Nudges],
      exports: [Database, Nudges, PgNotifications],
    };
  }
}

/** Bounds every wait: for a connection, for a statement, and for an idle transaction. */
export function connectionConfig(options: DatabaseOptions) {
  const { url, entities, applicationName, maxConnections = 10, statementTimeoutSeconds = 30 } = options;
  return defineConfig({
    clientUrl: url,
    entities,
    discovery: { warnWhenNoEntities: false },
    forceUtcTimezone: true,
    pool: { min: 0, max: maxConnections },
    driverOptions: {
      application_name: applicationName,
      connectionTimeoutMillis,
      statement_timeout: statementTimeoutSeconds * 1_000,
      // for a server that no longer answers; `statement_timeout` ends a slow statement
      query_timeout: (statementTimeoutSeconds + 2) * 1_000,
      idle_in_transaction_session_timeout: 60_000,
      keepAlive: true,
      onPoolCreated,
    },
  });
}

function onPoolCreated(pool: pg.Pool): void {
  parseAsTheEntitiesDo(pool);
  pool.on('connect', closeOnQueryTimeout);
}

/** So that Kysely returns what the entities declare; the ORM leaves both as text and converts them itself. Money fits a number. */
function parseAsTheEntitiesDo({ options }: pg.Pool): void {
  const { INT8, TIMESTAMPTZ } = pg.types.builtins;
  if (!(options.types instanceof pg.TypeOverrides)) throw new TypeError('The ORM no longer sets its own type parsers.');
  options.types.setTypeParser(TIMESTAMPTZ, pg.types.getTypeParser(TIMESTAMPTZ) as (text: string) => Date);
  options.types.setTypeParser(INT8, Number);
}
