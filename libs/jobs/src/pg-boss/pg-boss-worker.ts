import { connectionTimeoutMillis, type Database, type Transaction } from '@daybook/database';
import { Logger, type BeforeApplicationShutdown } from '@nestjs/common';
import { fromKysely, type ConstructorOptions, type Job, type JobResult, type PgBoss } from 'pg-boss';
import { declaredJobs } from '../job.js';
import type { JobPolicies } from '../job-policies.js';
import type { JobRunner } from '../job-runner.js';
import { JobWorker } from '../job-worker.js';
import { waitUntilSettled } from '../wait-until-settled.js';
import { createBoss, startOnExistingSchema } from './boss.js';
import type { PgBossTables } from './pg-boss-tables.js';

export interface PgBossWorkerOptions {
  url: string;
  policies: JobPolicies;
  runner: JobRunner;
  /** Seconds between two polls for due jobs; new ones are notified. */
  pollIntervalSeconds?: number;
  /** Seconds between two searches for jobs whose worker crashed. */
  superviseIntervalSeconds?: number;
  /** Seconds that running jobs get to finish on shutdown; another worker takes over what remains. */
  shutdownGraceSeconds?: number;
}

const maxConnections = 4;
const heartbeatRefreshSeconds = 5;
const pollSecondsWithoutNotify = 0.5;

export class PgBossWorker extends JobWorker implements BeforeApplicationShutdown {
  readonly #boss: PgBoss;
  readonly #logger = new Logger('JobWorker');

  constructor(
    private readonly database: Database,
    private readonly options: PgBossWorkerOptions,
  ) {
    super();
    const { url, superviseIntervalSeconds = 10 } = options;
    const bossOptions: ConstructorOptions & { query_timeout: number } = {
      connectionString: url,
      application_name: 'daybook jobs',
      max: maxConnections,
      connectionTimeoutMillis,
      options: '-c statement_timeout=10000',
      useListenNotify: true,
      superviseIntervalSeconds,
      monitorIntervalSeconds: superviseIntervalSeconds,
      flowIntervalSeconds: 3_600,
      // passed on to the pool: gives up on a server that no longer answers
      query_timeout: 12_000,
    };
    this.#boss = createBoss(bossOptions, this.#logger);
  }

  async start(): Promise<void> {
    const { runner } = this.options;
    runner.assertProvided();
    await startOnExistingSchema(this.#boss);
    for (const { name } of declaredJobs()) await this.#work(name);
  }

  async beforeApplicationShutdown(): Promise<void> {
    const { shutdownGraceSeconds = 8 } = this.options;
    // first, because `stop` closes its listener before that, and would take new jobs meanwhile
    await Promise.all(declaredJobs().map(({ name }) => this.#boss.offWork(name, { wait: false })));
    const stopped = this.#boss
      .stop({ timeout: shutdownGraceSeconds * 1000 })
      .catch((error: unknown) => this.#logger.warn(`The job worker did not stop cleanly: ${String(error)}`));
    // a database that no longer answers must not delay the end of the process
    await waitUntilSettled((shutdownGraceSeconds + 1.5) * 1000, stopped);
  }

  async #work(name: string): Promise<void> {
    const { policies, pollIntervalSeconds = 5 } = this.options;
    const workOptions = {
      perJobResults: true,
      heartbeatRefreshSeconds,
      pollingIntervalSeconds: Math.min(pollSecondsWithoutNotify, pollIntervalSeconds),
      notifyPollingIntervalSeconds: pollIntervalSeconds,
    } as const;
    for (let started = 0; started < policies.slots(name); started += 1) {
      const worker: { id?: string } = {};
      worker.id = await this.#boss.work<object, JobResult[], typeof workOptions>(name, workOptions, async (jobs) => {
        // makes it fetch the next job right after this one, not at the next poll
        if (worker.id) this.#boss.notifyWorker(worker.id);
        return Promise.all(jobs.map((job) => this.#attempt(job)));
      });
    }
  }

  async #attempt(job: Job): Promise<JobResult> {
    const { id, name, data, retryCount, signal: leaseLost } = job;
    const result = await this.options.runner.attempt({ id, name, data, attempts: retryCount + 1, leaseLost });
    if (result.outcome === 'done') return { id, status: 'completed' };
    const output = { reason: result.reason };
    if (result.outcome === 'discard') return { id, status: 'deadletter', output };
    if (result.outcome === 'retry' || result.outcome === 'snooze') await this.#reschedule(job, result);
    return { id, status: 'failed', output };
  }

  /** In one transaction: otherwise another worker could take the job before its delay is set. */
  async #reschedule(
    { id, name, retryCount }: Job,
    { outcome, reason, delaySeconds }: { outcome: 'retry' | 'snooze'; reason: string; delaySeconds: number },
  ): Promise<void> {
    await this.database.transaction(async (tx) => {
      const db = fromKysely(tx.kysely<object>());
      await this.#boss.fail(name, { id, retryCount }, { reason }, { db });
      // older jobs come first, and those that snooze together would hold up all new ones
      const priority = outcome === 'snooze' ? { priority: -1 } : {};
      await this.#boss.update(name, undefined, { id, startAfter: delaySeconds, ...priority, db });
      if (outcome === 'snooze') await uncountAttempt(tx, name, id);
    });
  }
}

/** pg-boss counts an attempt when it starts one that is not the job's first. */
async function uncountAttempt(tx: Transaction, name: string, id: string): Promise<void> {
  await tx
    .kysely<PgBossTables>()
    .updateTable('pgboss.job')
    .set((job) => ({
      retry_count: job.fn<number>('greatest', [job('retry_count', '-', 1), job.lit(0)]),
      started_on: job.case().when('retry_count', '>', 0).then(job.ref('started_on')).else(null).end(),
      output: null,
    }))
    // its key: the table keeps the jobs of a week
    .where('name', '=', name)
    .where('id', '=', id)
    .execute();
}
