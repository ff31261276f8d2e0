import type { JobName } from '@daybook/contract';
import { Database, type Transaction } from '@daybook/database';
import { Injectable, Logger, type OnApplicationShutdown, type OnModuleInit } from '@nestjs/common';
import { sql } from 'kysely';
import { fromKysely, type PgBoss } from 'pg-boss';
import type { DiscardedJob, InspectableQueue } from '../job-list.js';
import type { JobPayloads } from '../job-payloads.js';
import { JobPolicies, maxCrashes, type JobPolicy } from '../job-policies.js';
import { JobQueue, type EnqueueOptions } from '../job-queue.js';
import { createBoss, startOnExistingSchema } from './boss.js';

/** A worker silent for this long has crashed, and its jobs go to another one. pg-boss allows no less than 10. */
const heartbeatSeconds = 15;
const waitingDays = 90;
const finishedDays = 7;
const daySeconds = 86_400;

/** Jobs in PostgreSQL. It only sends, on the caller's transaction, so it opens no connections of its own. */
@Injectable()
export class PgBossQueue extends JobQueue implements InspectableQueue, OnModuleInit, OnApplicationShutdown {
  /** pg-boss counts retries, so a job that has started has made one attempt more. */
  readonly unfinishedJobsSql = sql`(
    select id, name, data, case when started_on is null then 0 else retry_count + 1 end as attempts,
      date_trunc('milliseconds', created_on) as enqueued_at, start_after as due_at,
      case when state = 'failed' then completed_on end as discarded_at,
      coalesce(output ->> 'reason', output #>> '{value,message}', output ->> 'message') as last_error,
      case when state = 'failed' then 'discarded' when state = 'active' then 'running' else 'waiting' end as state
    from pgboss.job where state in ('created', 'retry', 'active', 'failed'))`;
  readonly #boss: PgBoss;

  constructor(
    database: Database,
    private readonly policies: JobPolicies,
  ) {
    super();
    const db = { executeSql: (text: string, values?: unknown[]) => fromKysely(database.sql).executeSql(text, values) };
    this.#boss = createBoss({ supervise: false, queueCacheIntervalSeconds: 3_600, db }, new Logger('JobQueue'));
  }

  async onModuleInit(): Promise<void> {
    await startOnExistingSchema(this.#boss);
  }

  async enqueue<N extends JobName>(
    tx: Transaction,
    name: N,
    data: JobPayloads[N],
    { key, startAfter }: EnqueueOptions = {},
  ): Promise<void> {
    const options = { ...sendOptions(this.policies.get(name)), startAfter: startAfter ?? 0, db: fromKysely(tx.sql) };
    if (key === undefined) await this.#boss.send(name, data, options);
    // locks the waiting job until the commit, so that no worker starts it without seeing what changed
    else await this.#boss.upsert(name, data, { ...options, singletonKey: key });
  }

  async hasUnfinished<N extends JobName>(tx: Transaction, name: N, data: Partial<JobPayloads[N]>): Promise<boolean> {
    const { rows } = await sql`
      select from pgboss.job where name = ${name} and data @> ${JSON.stringify(data)}::jsonb
        and state in ('created', 'retry', 'active') limit 1`.execute(tx.sql);
    return rows.length > 0;
  }

  async takeDiscarded(tx: Transaction, id: string): Promise<DiscardedJob | null> {
    const { rows } = await sql<DiscardedJob>`
      select name, data from pgboss.job where id = ${id} and state = 'failed' for update`.execute(tx.sql);
    const [job] = rows;
    if (job) await this.#boss.deleteJob(job.name, id, { db: fromKysely(tx.sql) });
    return job ?? null;
  }

  async runNow(tx: Transaction, id: string): Promise<boolean> {
    const { rows } = await sql<{ name: JobName }>`
      select name from pgboss.job where id = ${id} and state in ('created', 'retry') for update`.execute(tx.sql);
    const [job] = rows;
    if (!job) return false;
    const { updated } = await this.#boss.update(job.name, undefined, { id, startAfter: 0, db: fromKysely(tx.sql) });
    return updated > 0;
  }

  async onApplicationShutdown(): Promise<void> {
    await this.#boss.stop({ graceful: false });
  }
}

/** pg-boss returns the job of a crashed worker at once. All other retries, and their end, are up to the worker. */
function sendOptions({ maxAttempts, timeoutSeconds }: JobPolicy) {
  return {
    retryLimit: maxAttempts - 1 + maxCrashes,
    retryDelay: 0,
    expireInSeconds: timeoutSeconds + heartbeatSeconds,
    heartbeatSeconds,
    retentionSeconds: waitingDays * daySeconds,
    deleteAfterSeconds: finishedDays * daySeconds,
  };
}
