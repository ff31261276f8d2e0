import { failpointNames, type FailpointName } from '@daybook/config';
import type pg from 'pg';

/** What carries the jobs: how programs are told of it, where they can be held, and how many jobs it still has to run. */
export interface JobCarrier {
  name: string;
  env: Record<string, string>;
  barriers: readonly FailpointName[];
  unfinished(database: pg.Pool): Promise<number>;
}

/** The storm pays for orders and nothing else: what it never comes by, such as a sync or a mail, has specs of its own. */
const everywhere = failpointNames.filter((name) => /^(intake|inbox|order-lines|outbox)\./.test(name));

export const onPgBoss: JobCarrier = {
  name: 'pg-boss',
  env: {},
  barriers: everywhere.filter((name) => !name.startsWith('outbox.')),
  unfinished: (database) => count(database, `pgboss.job where state <> 'completed' and name not like '\\_\\_pgboss%'`),
};

export const onBull = (redisUrl: string): JobCarrier => ({
  name: 'Bull',
  env: { REDIS_URL: redisUrl },
  barriers: everywhere,
  unfinished: (database) => count(database, 'job_outbox'),
});

async function count(database: pg.Pool, what: string): Promise<number> {
  const { rows } = await database.query<{ count: number }>(`select count(*)::int as count from ${what}`);
  return rows[0]?.count ?? 0;
}
