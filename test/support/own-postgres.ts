import { chmodSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { commandLine, migrate, startEmbeddedPostgres } from '@daybook/database';
import { migrateJobs } from '@daybook/jobs';
import { findFreePort } from './find-free-port.js';
import { waitFor } from './wait-for.js';

/** Starts a separate, durable PostgreSQL that a test can stop while it is in use. */
export async function anOwnPostgres() {
  const dataDir = mkdtempSync(join(tmpdir(), 'daybook-own-'));
  // PostgreSQL may run under another account
  chmodSync(dataDir, 0o755);
  const pidFile = join(dataDir, 'postgres', 'data', 'postmaster.pid');
  // one that no outgoing connection gets while the server is down
  const settings = { port: String(await findFreePort()) };
  const start = () => startEmbeddedPostgres({ dataDir, log: () => undefined, settings });
  const server = await start();
  await server.createDatabase('shop');
  const url = server.url('shop');
  await migrate(url);
  await migrateJobs(url);
  return {
    url,
    /** As `pg_ctl stop -m immediate`: ends every process without notice and without a checkpoint. */
    async stopAtOnce(): Promise<void> {
      const pid = Number(readFileSync(pidFile, 'utf8').split('\n')[0]);
      process.kill(pid, 'SIGQUIT');
      await waitFor(() => commandLine(pid) === '');
    },
    async restart(): Promise<void> {
      await start();
    },
    async drop(): Promise<void> {
      await server.stop();
      rmSync(dataDir, { recursive: true, force: true });
    },
  };
}
