import type { JobState } from '@daybook/contract';
import { Database, jsonb, type Transaction } from '@daybook/database';
import { Injectable, Logger, type OnApplicationShutdown, type OnModuleInit } from '@nestjs/common';
import type { ExpressionBuilder } from 'kysely';
import { fromKysely, type PgBoss } from 'pg-boss';
import type { DiscardedJob, InspectableQueue } from '../job-list.js';
import { declaredJobs } from '../job.js';
import { JobPolicies } from '../job-policies.js';
import { maxCrashes, type JobPolicy } from '../job-policy.js';
import { JobQueue, type EnqueueOptions } from '../job-queue.js';
import { createBoss, startOnExistingSchema } from './boss.js';
import type { PgBossTables } from './pg-boss-tables.js';

/** A worker silent for this long has crashed, and its jobs go to another one. pg-boss allows no less than 10. */
const heartbeatSeconds = 15;
const waitingDays = 90;
const finishedDays = 7;
const daySeconds = 86_400;

/** Jobs in PostgreSQL. It only sends, on the caller's transaction, so it opens no connections of its own. */
@Injectable()
export class PgBossQueue extends JobQueue implements InspectableQueue, OnModuleInit, OnApplicationShutdown {
  readonly #boss: PgBoss;

  constructor(
    database: Database,
    private readonly policies: JobPolicies,
  ) {
    super();
    const db = {
      executeSql: (text: string, values?: unknown[]) => fromKysely(database.kysely<object>()).executeSql(text, values),
    };
    this.#boss = createBoss({ supervise: false, queueCacheIntervalSeconds: 3_600, db }, new Logger('JobQueue'));
  }

  async onModuleInit(): Promise<void> {
    await startOnExistingSchema(this.#boss);
    for (const { name } of declaredJobs()) await this.#boss.createQueue(name, { notify: true });
  }

  async enqueueNamed(tx: Transaction, name: string, data: object, { key, startAfter }: EnqueueOptions): Promise<void> {
    const options = {
      ...sendOptions(this.policies.get(name)),
      startAfter: startAfter ?? 0,
      db: fromKysely(tx.kysely<object>()),
    };
    if (key === undefined) await this.#boss.send(name, data, options);
    // locks the waiting job until the commit, so that no worker starts it without seeing what changed
    else await this.#boss.upsert(name, data, { ...options, singletonKey: key });
  }

  protected async hasUnfinishedNamed(tx: Transaction, name: string, data: object): Promise<boolean> {
    const job = await tx
      .kysely<PgBossTables>()
      .selectFrom('pgboss.job')
      .select('id')
      .where('name', '=', name)
      .where('data', '@>', jsonb(data))
      .where('state', 'in', ['created', 'retry', 'active'])
      .limit(1)
      .executeTakeFirst();
    return job !== undefined;
  }

  protected async dropNamed(tx: Transaction, name: string, data: object): Promise<number> {
    const dropped = await tx
      .kysely<PgBossTables>()
      .deleteFrom('pgboss.job')
      .where('name', '=', name)
      .where('data', '@>', jsonb(data))
      .where('state', 'in', ['created', 'retry', 'failed'])
      .executeTakeFirst();
    return Number(dropped.numDeletedRows);
  }

  unfinishedJobs(database: Database) {
    return database
      .kysely<PgBossTables>()
      .selectFrom('pgboss.job')
      .where('state', 'in', ['created', 'retry', 'active', 'failed'])
      .select((job) => [
        'id',
        'name',
        'data',
        attemptsOf(job).as('attempts'),
        job.fn<Date>('date_trunc', [job.val('milliseconds'), 'created_on']).as('enqueued_at'),
        'start_after as due_at',
        job.case().when('state', '=', 'failed').then(job.ref('completed_on')).else(null).end().as('discarded_at'),
        job.fn
          .coalesce(
            job.ref('output', '->>').key('reason'),
            job.ref('output', '->>').key('value').key('message'),
            job.ref('output', '->>').key('message'),
          )
          .as('last_error'),
        job
          .case()
          .when('state', '=', 'failed')
          .then<JobState>('discarded')
          .when('state', '=', 'active')
          .then<JobState>('running')
          .else<JobState>('waiting')
          .end()
          .as('state'),
      ]);
  }

  async takeDiscarded(tx: Transaction, id: string): Promise<DiscardedJob | null> {
    const job = await this.lock(tx, id, ['failed']);
    if (job) await this.#boss.deleteJob(job.name, id, { db: fromKysely(tx.kysely<object>()) });
    return job ?? null;
  }

  async runNow(tx: Transaction, id: string): Promise<boolean> {
    const job = await this.lock(tx, id, ['created', 'retry']);
    if (!job) return false;
    const { updated } = await this.#boss.update(job.name, undefined, {
      id,
      ...{ startAfter: 0, priority: 1 },
      db: fromKysely(tx.kysely<object>()),
    });
    return updated > 0;
  }

  private async lock(
    tx: Transaction,
    id: string,
    states: ('created' | 'retry' | 'failed')[],
  ): Promise<DiscardedJob | null> {
    const job = await tx
      .kysely<PgBossTables>()
      .selectFrom('pgboss.job')
      .select((eb) => ['name', 'data', attemptsOf(eb).as('attempts')])
      .where('id', '=', id)
      .where('state', 'in', states)
      .forUpdate()
      .executeTakeFirst();
    return job ?? null;
  }

  async onApplicationShutdown(): Promise<void> {
    await this.#boss.stop({ graceful: false });
  }
}

/** pg-boss counts retries, so a job that has started has made one attempt more. */
const attemptsOf = (job: ExpressionBuilder<PgBossTables, 'pgboss.job'>) =>
  job
    .case()
    .when('started_on', 'is', null)
    .then(0)
    .else(job('retry_count', '+', 1))
    .end();

/** pg-boss returns the job of a crashed worker at once. All other retries, and their end, are up to the worker. */
function sendOptions({ maxAttempts, timeoutSeconds }: JobPolicy) {
  return {
    // the worker discards a job before that, unless it crashes even then
    retryLimit: maxAttempts + 2 * maxCrashes,
    retryDelay: 0,
    expireInSeconds: timeoutSeconds + heartbeatSeconds,
    heartbeatSeconds,
    retentionSeconds: waitingDays * daySeconds,
    deleteAfterSeconds: finishedDays * daySeconds,
  };
}
