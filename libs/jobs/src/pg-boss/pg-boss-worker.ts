import { jobNames, type JobName } from '@daybook/contract';
import { connectionTimeoutMillis, type Database } from '@daybook/database';
import { Logger, type BeforeApplicationShutdown } from '@nestjs/common';
import { fromKysely, type ConstructorOptions, type Job, type JobResult, type PgBoss } from 'pg-boss';
import type { JobPayloads } from '../job-payloads.js';
import type { JobPolicies } from '../job-policies.js';
import { JobWorker, type JobHandler, type JobHandlers } from '../job-worker.js';
import { runAttempt } from '../run-attempt.js';
import { waitUntilSettled } from '../wait-until-settled.js';
import { createBoss, startOnExistingSchema } from './boss.js';

export interface PgBossWorkerOptions {
  url: string;
  policies: JobPolicies;
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

  async start(handlers: JobHandlers): Promise<void> {
    await startOnExistingSchema(this.#boss);
    for (const name of jobNames) await this.#work(name, handlers);
  }

  async beforeApplicationShutdown(): Promise<void> {
    const { shutdownGraceSeconds = 8 } = this.options;
    // first, because `stop` closes its listener before that, and would take new jobs meanwhile
    await Promise.all(jobNames.map((name) => this.#boss.offWork(name, { wait: false })));
    const stopped = this.#boss
      .stop({ timeout: shutdownGraceSeconds * 1000 })
      .catch((error: unknown) => this.#logger.warn(`The job worker did not stop cleanly: ${String(error)}`));
    // a database that no longer answers must not delay the end of the process
    await waitUntilSettled((shutdownGraceSeconds + 1.5) * 1000, stopped);
  }

  async #work<N extends JobName>(name: N, handlers: Pick<JobHandlers, N>): Promise<void> {
    const handler: JobHandler<N> = handlers[name];
    const { policies, pollIntervalSeconds = 5 } = this.options;
    const workOptions = {
      perJobResults: true,
      heartbeatRefreshSeconds,
      pollingIntervalSeconds: Math.min(pollSecondsWithoutNotify, pollIntervalSeconds),
      notifyPollingIntervalSeconds: pollIntervalSeconds,
    } as const;
    for (let started = 0; started < policies.get(name).concurrency; started += 1) {
      const worker: { id?: string } = {};
      worker.id = await this.#boss.work<JobPayloads[N], JobResult[], typeof workOptions>(
        name,
        workOptions,
        async (jobs) => {
          // makes it fetch the next job right after this one, not at the next poll
          if (worker.id) this.#boss.notifyWorker(worker.id);
          return Promise.all(jobs.map((job) => this.#attempt(name, handler, job)));
        },
      );
    }
  }

  async #attempt<N extends JobName>(name: N, handler: JobHandler<N>, job: Job<JobPayloads[N]>): Promise<JobResult> {
    const { id, data, retryCount, signal: leaseLost } = job;
    const started = { id, name, data, attempts: retryCount + 1, leaseLost };
    const result = await runAttempt(started, handler, this.options.policies.get(name), this.#logger);
    if (result.outcome === 'done') return { id, status: 'completed' };
    const output = { reason: result.reason };
    if (result.outcome === 'discard') return { id, status: 'deadletter', output };
    if (result.outcome === 'retry') await this.#reschedule(job, result.reason, result.delaySeconds);
    return { id, status: 'failed', output };
  }

  /** In one transaction: otherwise another worker could take the job before its delay is set. */
  async #reschedule({ id, name, retryCount }: Job, reason: string, delaySeconds: number): Promise<void> {
    await this.database.transaction(async (tx) => {
      const db = fromKysely(tx.sql);
      await this.#boss.fail(name, { id, retryCount }, { reason }, { db });
      await this.#boss.update(name, undefined, { id, startAfter: delaySeconds, db });
    });
  }
}
