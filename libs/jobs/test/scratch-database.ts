import { migrate, startEmbeddedPostgres, type EmbeddedPostgres } from '@daybook/database';
import { migrateJobs } from '@daybook/jobs';
import { randomBytes } from 'node:crypto';
let server: EmbeddedPostgres | undefined;
export async function scratchDatabase(): Promise<string> {
  server ??= await startEmbeddedPostgres({ dataDir: '/tmp/jobs-pg', say: () => undefined, durable: false });
  const name = `t${randomBytes(6).toString('hex')}`;
  await server.createDatabase(name);
  const url = server.url(name);
  await migrate(url);
  await migrateJobs(url);
  return url;
}
export const stopScratch = async () => { await server?.stop(); };
