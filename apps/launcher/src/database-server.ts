import { setTimeout as pause } from 'node:timers/promises';
import { UserFacingError } from '@daybook/config';
import { connectionTimeoutMillis, migrate, startEmbeddedPostgres, type EmbeddedPostgres } from '@daybook/database';
import { migrateJobs } from '@daybook/jobs';
import pg from 'pg';
import type { LaunchPlan } from './launch-plan.js';
import type { ProgramsContext } from './programs.js';
import { RestartBackoff, restartRules } from './restart-backoff.js';

type KeepRunningOptions = Pick<ProgramsContext, 'log' | 'stopping' | 'reports' | 'restarts'>;

export interface DatabaseServer {
  url: string;
  /** Restarts the embedded server whenever it ends, until everything stops. Does nothing for the owner's server. */
  keepRunning(options: KeepRunningOptions): Promise<void>;
  /** Stops the embedded server. Does nothing for the owner's server. */
  stop(): Promise<void>;
  wasRunning: boolean;
}

const checkIntervalSeconds = 1;
const minVersion = 15;

/** Starts the embedded PostgreSQL, or checks the one of `DATABASE_URL`. Throws a `UserFacingError`. */
export async function openDatabaseServer(plan: LaunchPlan, log: (sentence: string) => void): Promise<DatabaseServer> {
  if (plan.databaseUrl !== null) {
    await assertUsable(plan.databaseUrl);
    const doNothing = async () => undefined;
    return { url: plan.databaseUrl, keepRunning: doNothing, stop: doNothing, wasRunning: true };
  }
  const server = await startEmbeddedPostgres({ dataDir: plan.dataDir, log }).catch((error: unknown) => {
    const reason = messageOf(error);
    throw new UserFacingError(`The embedded PostgreSQL did not start. Correct that, or set DATABASE_URL: ${reason}`, {
      cause: error,
    });
  });
  await server.createDatabase(plan.databaseName).catch(async (error: unknown) => {
    if (!server.wasRunning) await server.stop();
    throw error;
  });
  return {
    url: server.url(plan.databaseName),
    keepRunning: (options) => keepRunning(server, options),
    stop: () => server.stop(),
    wasRunning: server.wasRunning,
  };
}

/** Migrates every table, those of the jobs included. Returns the migrations that ran. */
export async function migrateAll(databaseUrl: string): Promise<string[]> {
  const ran = await migrate(databaseUrl);
  await migrateJobs(databaseUrl);
  return ran;
}

/** Restarts it at the same address, after growing pauses and for ever: the programs wait for it meanwhile. */
async function keepRunning(server: EmbeddedPostgres, options: KeepRunningOptions): Promise<void> {
  const { log, stopping, reports, restarts: rules = restartRules } = options;
  const backoff = new RestartBackoff(rules);
  const waited = (seconds: number) => pause(seconds * 1_000, true, { signal: stopping }).catch(() => false);
  let startedAt = performance.now();
  let runsWell = false;
  let failure: string | null = null;
  while (await waited(checkIntervalSeconds)) {
    const ranForSeconds = (performance.now() - startedAt) / 1_000;
    if (server.isRunning()) {
      if (!runsWell && ranForSeconds >= rules.wellAfterSeconds) {
        runsWell = true;
        reports.report({ program: 'postgresql', state: 'available' });
      }
      continue;
    }
    runsWell = false;
    const seconds = backoff.nextPause(ranForSeconds);
    const { restarts, isProblem } = backoff;
    const reason = failure ?? 'it ended';
    if (isProblem) reports.report({ program: 'postgresql', state: 'unavailable', restarts, reason });
    log(`PostgreSQL does not run. It is started again in ${seconds} s; its log is ${server.logPath}.`);
    if (!(await waited(seconds))) return;
    startedAt = performance.now();
    failure = await server.restart().then(() => null, messageOf);
    if (failure !== null) log(`PostgreSQL did not start: ${failure}`);
  }
}

const messageOf = (error: unknown) => (error instanceof Error ? error.message : String(error));

async function assertUsable(url: string): Promise<void> {
  const client = new pg.Client({ connectionString: url, connectionTimeoutMillis });
  client.on('error', () => undefined);
  try {
    await client.connect();
    const { rows } = await client.query<{ version: number }>(
      `select current_setting('server_version_num')::int / 10000 as version`,
    );
    const version = rows[0]?.version ?? 0;
    if (version < minVersion)
      throw new UserFacingError(
        `Daybook needs PostgreSQL ${minVersion} or later; the server at DATABASE_URL runs ${version}.`,
      );
  } catch (error) {
    throw error instanceof UserFacingError
      ? error
      : new UserFacingError(explainConnectionError(url, error), { cause: error });
  } finally {
    await client.end().catch(() => undefined);
  }
}

/** Names host, port and database, but never the password. */
function explainConnectionError(url: string, error: unknown): string {
  const { hostname, port, pathname, username } = new URL(url);
  const server = `PostgreSQL at ${hostname}:${port || 5432}`;
  const code = error instanceof Error && 'code' in error ? String(error.code) : '';
  if (code === '3D000') return `${server} has no database "${pathname.slice(1)}": create it, or correct DATABASE_URL.`;
  if (code.startsWith('28')) return `${server} refuses the user "${username}" or the password: correct DATABASE_URL.`;
  return `${server} cannot be reached (${code || 'no answer'}): start it, or correct DATABASE_URL.`;
}
