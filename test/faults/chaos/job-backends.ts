import { failpointNames, type FailpointName } from '@daybook/config';
import type pg from 'pg';

/** A job backend: the settings that choose it, the failpoints it passes, and its unfinished jobs. */
export interface JobBackend {
  name: string;
  env: Record<string, string>;
  failpoints: readonly FailpointName[];
  unfinished(database: pg.Pool): Promise<number>;
}

/** The chaos run only pays orders; the failpoints of syncs, mails and others have their own specs. */
const everywhere: FailpointName[] = [
  ...failpointNames.filter((name) => /^(intake|inbox|outbox)\./.test(name)),
  ...(['prepared', 'performed', 'recorded'] as const).map((step) => `fetch-order-lines ${step}` as const),
];

export const onPgBoss: JobBackend = {
  name: 'pg-boss',
  env: {},
  failpoints: everywhere.filter((name) => !name.startsWith('outbox.')),
  unfinished: (database) => count(database, `pgboss.job where state <> 'completed' and name not like '\\_\\_pgboss%'`),
};

export const onBull = (redisUrl: string): JobBackend => ({
  name: 'Bull',
  env: { REDIS_URL: redisUrl },
  failpoints: everywhere,
  unfinished: (database) => count(database, 'job_outbox'),
});

async function count(database: pg.Pool, what: string): Promise<number> {
  const { rows } = await database.query<{ count: number }>(`select count(*)::int as count from ${what}`);
  return rows[0]?.count ?? 0;
}
