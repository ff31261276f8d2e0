import { migrate } from '@daybook/database';
import { migrateJobs } from '@daybook/jobs';

/** Brings every table up to date, those of the jobs included. Gives the migrations it ran. */
export async function bringUpToDate(databaseUrl: string): Promise<string[]> {
  const ran = await migrate(databaseUrl);
  await migrateJobs(databaseUrl);
  return ran;
}
