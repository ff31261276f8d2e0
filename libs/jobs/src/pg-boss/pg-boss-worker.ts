import { type Database } from '@daybook/database';
import { Logger, type BeforeApplicationShutdown } from '@nestjs/common';
import { setTimeout as pause } from 'node:timers/promises';
import { fromKysely, PgBoss, type ConstructorOptions, type Job, type JobResult } from 'pg-boss';
import { jobNames, retryDelaySeconds, type JobMap, type JobName } from '../job-map.js';
import type { JobPolicies } from '../job-policies.js';
import { JobWorker, type JobHandler, type JobHandlers } from '../job-worker.js';
import { runAttempt, type AttemptResult } from '../run-attempt.js';
import { logErrors } from './boss-faults.js';
import { startOnExistingSchema, runtimeOptions } from './boss-schema.js';

export interface PgBossWorkerOptions {
  url: string;
  policies: JobPolicies;
  /** Seconds between two looks for jobs that are due; new ones are notified. */
  pollSeconds?: number;
  /** Seconds between two looks for jobs whose worker died. */
  superviseSeconds?: number;
  /** Seconds that running jobs get to finish when the process stops; what remains goes to another worker. */
  stopSeconds?: number;
}

const connections = 4;
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
    const { url, superviseSeconds = 10 } = options;
    const connection: ConstructorOptions & { query_timeout: number } = {
      ...runtimeOptions,
      connectionString: url,
      application_name: 'daybook jobs',
      max: connections,
      connectionTimeoutMillis: 3_000,
      options: '-c statement_timeout=10000',
      useListenNotify: true,
      superviseIntervalSeconds: superviseSeconds,
      monitorIntervalSeconds: superviseSeconds,
      flowIntervalSeconds: 3_600,
      // Handed on to the pool: a server that has fallen silent is given up, and its connection with it.
      query_timeout: 12_000,
    };
    this.#boss = new PgBoss(connection);
    logErrors(this.#boss, this.#logger);
  }

  async start(handlers: JobHandlers): Promise<void> {
    await startOnExistingSchema(this.#boss);
    for (const name of jobNames) await this.#workOn(name, handlers);
  }

  async beforeApplicationShutdown(): Promise<void> {
    const { stopSeconds = 8 } = this.options;
    // at once: pg-boss itself first closes its listener, and would take new jobs meanwhile
    await Promise.all(jobNames.map((name) => this.#boss.offWork(name, { wait: false })));
    const stopped = new AbortController();
    const stop = this.#boss
      .stop({ timeout: stopSeconds * 1000 })
      .catch((error: unknown) => this.#logger.warn(`The job worker did not stop cleanly: ${String(error)}`))
      .finally(() => stopped.abort());
    // a database that no longer answers must not hold up the end of the process
    await Promise.race([
      stop,
      pause((stopSeconds + 1.5) * 1000, undefined, { signal: stopped.signal }).catch(() => undefined),
    ]);
  }

  async #workOn<N extends JobName>(name: N, handlers: Pick<JobHandlers, N>): Promise<void> {
    const handler: JobHandler<N> = handlers[name];
    const { policies, pollSeconds = 5 } = this.options;
    const rhythm = {
      perJobResults: true,
      heartbeatRefreshSeconds,
      pollingIntervalSeconds: Math.min(pollSecondsWithoutNotify, pollSeconds),
      notifyPollingIntervalSeconds: pollSeconds,
    } as const;
    for (let started = 0; started < policies.get(name).concurrency; started += 1) {
      const worker: { id?: string } = {};
      worker.id = await this.#boss.work<JobMap[N], JobResult[], typeof rhythm>(name, rhythm, async (jobs) => {
        // there may be more: look again right after this one instead of at the next poll
        if (worker.id) this.#boss.notifyWorker(worker.id);
        return Promise.all(jobs.map((job) => this.#try(name, handler, job)));
      });
    }
  }

  async #try<N extends JobName>(name: N, handler: JobHandler<N>, job: Job<JobMap[N]>): Promise<JobResult> {
    const policy = this.options.policies.get(name);
    const attempt = { number: Math.min(job.retryCount + 1, policy.maxAttempts), of: policy.maxAttempts };
    const result = await runAttempt({
      handler,
      data: job.data,
      ...attempt,
      within: policy.timeoutSeconds * 1000,
      lost: job.signal,
    });
    return this.#settle(name, job, result, attempt);
  }

  async #settle(
    name: JobName,
    job: Job,
    result: AttemptResult,
    { number, of }: { number: number; of: number },
  ): Promise<JobResult> {
    if (result.outcome === 'done') return { id: job.id, status: 'completed' };
    const failed: JobResult = { id: job.id, status: 'failed', output: { reason: result.reason } };
    const told = `Job ${name} ${job.id}, try ${number} of ${of}: ${result.reason}`;
    const stack = result.error instanceof Error ? [result.error.stack] : [];
    if (job.signal.aborted) {
      this.#logger.warn(`${told}. It goes to another worker.`, ...stack);
      return failed;
    }
    if (result.outcome === 'discard' || number >= of) {
      this.#logger.error(`${told}. It is given up.`, ...stack);
      return { id: job.id, status: 'deadletter', output: { reason: result.reason } };
    }
    const seconds = retryDelaySeconds(this.options.policies.get(name), number, result.retryAfterSeconds);
    this.#logger.warn(`${told}. It is tried again in ${seconds} s.`, ...stack);
    await this.#returnJob(job, result.reason, seconds);
    return failed;
  }

  /** Both in one transaction, or another worker would take the job before its wait is set. */
  async #returnJob(job: Job, reason: string, seconds: number): Promise<void> {
    await this.database.transaction(async (tx) => {
      const db = fromKysely(tx.sql);
      await this.#boss.fail(job.name, { id: job.id, retryCount: job.retryCount }, { reason }, { db });
      await this.#boss.update(job.name, undefined, { id: job.id, startAfter: seconds, db });
    });
  }
}
