import { MikroOrmModule } from '@mikro-orm/nestjs';
import { defineConfig, type Options } from '@mikro-orm/postgresql';
import { Global, Module, type DynamicModule } from '@nestjs/common';
import pg from 'pg';
import { closeOnQueryTimeout } from './close-on-query-timeout.js';
import { Database } from './database.js';
import { Nudges } from './nudges.js';
import { PgNotifications } from './pg-notifications.js';

export interface DatabaseOptions {
  url: string;
  entities: NonNullable<Options['entities']>;
  /** Shown in `pg_stat_activity`. */
  applicationName: string;
  /** Connections kept at most. */
  maxConnections?: number;
  /** How long a statement may take, in seconds; a server that says nothing is given up soon after. */
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

/** Every wait has an end: to connect, for a statement, and for a transaction somebody forgot. */
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
      connectionTimeoutMillis: 3_000,
      statement_timeout: statementTimeoutSeconds * 1_000,
      // For a server that has gone without a word; its own bound ends what merely takes long.
      query_timeout: (statementTimeoutSeconds + 2) * 1_000,
      idle_in_transaction_session_timeout: 60_000,
      keepAlive: true,
      onPoolCreated,
    },
  });
}

function onPoolCreated(pool: pg.Pool): void {
  readTimesAsDates(pool);
  pool.on('connect', closeOnQueryTimeout);
}

/** Hand-written SQL gives times as Dates, too; the ORM alone would leave them as text. */
function readTimesAsDates({ options }: pg.Pool): void {
  const { TIMESTAMPTZ } = pg.types.builtins;
  if (!(options.types instanceof pg.TypeOverrides)) throw new TypeError('The ORM no longer sets its own type parsers.');
  options.types.setTypeParser(TIMESTAMPTZ, pg.types.getTypeParser(TIMESTAMPTZ) as (text: string) => Date);
}
