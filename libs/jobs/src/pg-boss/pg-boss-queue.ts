import { Database, type Transaction } from '@daybook/database';
import { Injectable, Logger, type OnApplicationShutdown, type OnModuleInit } from '@nestjs/common';
import { sql } from 'kysely';
import { fromKysely, PgBoss } from 'pg-boss';
import { maxCrashes, type JobMap, type JobName, type JobPolicy } from '../job-map.js';
import { JobPolicies } from '../job-policies.js';
import { JobQueue, type EnqueueOptions } from '../job-queue.js';
import { logErrors } from './boss-faults.js';
import { startOnExistingSchema, runtimeOptions } from './boss-schema.js';

/** A worker that has not been heard of for so long is dead, and its jobs go to another. pg-boss's least is 10. */
const heartbeatSeconds = 15;
const waitingDays = 90;
const finishedDays = 7;
const daySeconds = 86_400;

/** Jobs kept in PostgreSQL. Only sends, and through the caller's transaction, so it has no connections of its own. */
@Injectable()
export class PgBossQueue extends JobQueue implements OnModuleInit, OnApplicationShutdown {
  readonly #boss: PgBoss;

  constructor(
    database: Database,
    private readonly policies: JobPolicies,
  ) {
    super();
    this.#boss = new PgBoss({
      ...runtimeOptions,
      supervise: false,
      queueCacheIntervalSeconds: 3_600,
      db: { executeSql: (text, values) => fromKysely(database.sql).executeSql(text, values) },
    });
    logErrors(this.#boss, new Logger('JobQueue'));
  }

  async onModuleInit(): Promise<void> {
    await startOnExistingSchema(this.#boss);
  }

  async enqueue<N extends JobName>(
    tx: Transaction,
    name: N,
    data: JobMap[N],
    { key, startAfter }: EnqueueOptions = {},
  ): Promise<void> {
    const options = { ...sendOptions(this.policies.get(name)), startAfter: startAfter ?? 0, db: fromKysely(tx.sql) };
    if (key === undefined) await this.#boss.send(name, data, options);
    // locks the waiting job until the commit, so that no worker starts it without seeing what changed
    else await this.#boss.upsert(name, data, { ...options, singletonKey: key });
  }

  async isPending<N extends JobName>(tx: Transaction, name: N, data: Partial<JobMap[N]>): Promise<boolean> {
    const { rows } = await sql`
      select from pgboss.job where name = ${name} and data @> ${JSON.stringify(data)}::jsonb
        and state in ('created', 'retry', 'active') limit 1`.execute(tx.sql);
    return rows.length > 0;
  }

  /** Makes a job due that nobody works on; false when there is none. */
  async runNow(tx: Transaction, name: JobName, id: string): Promise<boolean> {
    const { updated } = await this.#boss.update(name, undefined, { id, startAfter: 0, db: fromKysely(tx.sql) });
    return updated > 0;
  }

  async delete(tx: Transaction, name: JobName, id: string): Promise<void> {
    await this.#boss.deleteJob(name, id, { db: fromKysely(tx.sql) });
  }

  async onApplicationShutdown(): Promise<void> {
    await this.#boss.stop({ graceful: false });
  }
}

/**
 * A job whose worker died is due again at once: pg-boss itself waits for nothing. The waits of the policy, and its end, are
 * the worker's doing.
 */
function sendOptions({ maxAttempts: attempts, timeoutSeconds: leaseSeconds }: JobPolicy) {
  return {
    retryLimit: attempts - 1 + maxCrashes,
    retryDelay: 0,
    expireInSeconds: leaseSeconds + heartbeatSeconds,
    heartbeatSeconds,
    retentionSeconds: waitingDays * daySeconds,
    deleteAfterSeconds: finishedDays * daySeconds,
  };
}
