import { UserFacingError } from '@daybook/config';
import { startEmbeddedPostgres } from '@daybook/database';
import pg from 'pg';
import { keepPostgresRunning, type KeepRunningOptions } from './keep-postgres-running.js';
import type { LaunchPlan } from './launch-plan.js';

export interface Data {
  url: string;
  /** Keeps the embedded server running until everything is to stop; one of the owner's is theirs to keep. */
  keepRunning(options: KeepRunningOptions): Promise<void>;
  /** Stops the embedded server; leaves one of the owner's alone. */
  stop(): Promise<void>;
  /** Whether it ran before we came. */
  alreadyRan: boolean;
}

/** Starts the embedded PostgreSQL, or makes sure that the one of `DATABASE_URL` can be used. Throws a `UserFacingError` if not. */
export async function openData(plan: LaunchPlan, say: (sentence: string) => void): Promise<Data> {
  if (plan.databaseUrl !== null) {
    await requireUsable(plan.databaseUrl);
    const notOurs = async () => undefined;
    return { url: plan.databaseUrl, keepRunning: notOurs, stop: notOurs, alreadyRan: true };
  }
  say('Starting PostgreSQL …');
  const server = await startEmbeddedPostgres({ dataDir: plan.dataDir, say }).catch((error: unknown) => {
    const reason = error instanceof Error ? error.message : String(error);
    throw new UserFacingError(`The embedded PostgreSQL does not start, mend that or set DATABASE_URL: ${reason}`, {
      cause: error,
    });
  });
  await server.createDatabase(plan.databaseName);
  return {
    url: server.url(plan.databaseName),
    keepRunning: (options) => keepPostgresRunning(server, options),
    stop: () => server.stop(),
    alreadyRan: server.adopted,
  };
}

const oldestVersion = 15;

async function requireUsable(url: string): Promise<void> {
  const client = new pg.Client({ connectionString: url, connectionTimeoutMillis: 5_000 });
  client.on('error', () => undefined);
  try {
    await client.connect();
    const { rows } = await client.query<{ version: number }>(
      `select current_setting('server_version_num')::int / 10000 as version`,
    );
    const version = rows[0]?.version ?? 0;
    if (version < oldestVersion)
      throw new UserFacingError(
        `Daybook needs PostgreSQL ${oldestVersion} or later; the one of DATABASE_URL is ${version}.`,
      );
  } catch (error) {
    throw error instanceof UserFacingError ? error : new UserFacingError(whatIsWrong(url, error), { cause: error });
  } finally {
    await client.end().catch(() => undefined);
  }
}

/** Names host, port and database; the password never. */
function whatIsWrong(url: string, error: unknown): string {
  const { hostname, port, pathname, username } = new URL(url);
  const place = `${hostname}:${port || 5432}`;
  const code = error instanceof Error && 'code' in error ? String(error.code) : '';
  if (code === '3D000')
    return `PostgreSQL at ${place} has no database "${pathname.slice(1)}": create it, or mend DATABASE_URL.`;
  if (code.startsWith('28'))
    return `PostgreSQL at ${place} refuses the user "${username}" or the password: mend DATABASE_URL.`;
  return `PostgreSQL at ${place} cannot be reached (${code || 'no answer'}): start it, or mend DATABASE_URL.`;
}
