import { failpoint } from '@daybook/config';
import type { Nudges } from '@daybook/database';
import type { RedisConnections } from '@daybook/redis';
import { Logger, type BeforeApplicationShutdown } from '@nestjs/common';
import type { Job } from 'bull';
import { setTimeout as pause } from 'node:timers/promises';
import { jobNames, maxCrashes, retryDelaySeconds, type JobName } from '../job-map.js';
import type { JobPolicies } from '../job-policies.js';
import { JobWorker, type JobHandler, type JobHandlers } from '../job-worker.js';
import { runAttempt, type AttemptResult } from '../run-attempt.js';
import { BullDispatcher, type BullQueues } from './bull-queues.js';
import { Leases, type LeasedJob } from './leases.js';
import type { ClaimedJob, Outbox, JobRef } from './outbox.js';
import { Relay, type RelayOptions } from './relay.js';

export interface BullWorkerOptions extends Pick<RelayOptions, 'pollIntervalSeconds' | 'redispatchAfterSeconds'> {
  outbox: Outbox;
  nudges: Nudges;
  policies: JobPolicies;
  queues: BullQueues;
  connections: RedisConnections;
  /** Seconds that running jobs get to finish when the process stops; what remains goes to another worker. */
  stopSeconds?: number;
}

const closeMilliseconds = 1_500;

/** Bull says when and where a job is tried; whether it may be, and what becomes of it, says its row. */
export class BullWorker extends JobWorker implements BeforeApplicationShutdown {
  readonly #logger = new Logger('JobWorker');
  readonly #leases: Leases;
  readonly #relay: Relay;
  readonly #tries = new Set<Promise<void>>();
  #working: Promise<void>[] = [];
  #isStopping = false;

  constructor(private readonly options: BullWorkerOptions) {
    super();
    const { outbox, queues, connections } = options;
    this.#leases = new Leases(outbox);
    this.#relay = new Relay({ ...options, dispatcher: new BullDispatcher(queues, connections) });
  }

  async start(handlers: JobHandlers): Promise<void> {
    const { connections } = this.options;
    connections.onReady(() => this.#relay.redispatchAll());
    await this.#relay.start();
    // not awaited: it lasts until the process stops, and begins once Redis is there
    this.#working = jobNames.map((name) => this.#workOn(name, handlers));
  }

  async beforeApplicationShutdown(): Promise<void> {
    const { connections, queues, stopSeconds = 8 } = this.options;
    this.#isStopping = true;
    const quiet = Promise.all([this.#relay.stop(), ...jobNames.map((name) => queues[name].close(true))]);
    await within(stopSeconds * 1000, Promise.all(this.#tries));
    for (const { lost } of this.#leases.held) lost.abort();
    await within(closeMilliseconds, Promise.all([...this.#tries, ...this.#working, quiet]));
    connections.close();
  }

  async #workOn<N extends JobName>(name: N, handlers: Pick<JobHandlers, N>): Promise<void> {
    const handler: JobHandler<N> = handlers[name];
    const queue = this.options.queues[name];
    // Bull names its connection without waiting for it: a Redis that is away while we stop would end the process
    Reflect.set(queue, 'setWorkerName', async () => undefined);
    // nobody hears its events, and a subscription that Redis never answers would keep the queue from ever beginning
    Reflect.set(queue, '_registerEvent', async () => undefined);
    const { concurrency } = this.options.policies.get(name);
    try {
      await queue.process(concurrency, (job: Job<JobRef>) => this.#dispatched(name, handler, job.data));
    } catch (error) {
      if (!this.#isStopping) this.#logger.error(error);
    }
  }

  async #dispatched<N extends JobName>(name: N, handler: JobHandler<N>, turn: JobRef): Promise<void> {
    const attempt = this.#try(name, handler, turn).catch((error: unknown) => {
      // its row says what is to be done: once its lease is over the job is tried again
      this.#logger.warn(`Job ${name} ${turn.id}: ${String(error)}`);
    });
    this.#tries.add(attempt);
    await attempt.finally(() => this.#tries.delete(attempt));
  }

  async #try<N extends JobName>(name: N, handler: JobHandler<N>, turn: JobRef): Promise<void> {
    const { outbox, policies } = this.options;
    if (this.#isStopping) return outbox.undispatch([turn]);
    const claimed = await outbox.claim<N>(turn);
    if (!claimed) return;
    await failpoint('outbox.claimed');
    const { maxAttempts, timeoutSeconds } = policies.get(name);
    if (claimed.attempts > maxAttempts + maxCrashes) return this.#killer(name, claimed);
    const held = this.#leases.hold(claimed);
    try {
      const attempt = { number: Math.min(claimed.attempts, maxAttempts), of: maxAttempts };
      const { data } = claimed;
      const lost = held.lost.signal;
      const result = await runAttempt({ handler, data, ...attempt, within: timeoutSeconds * 1000, lost });
      await failpoint('outbox.attempted');
      await this.#settle(name, held, result, attempt);
      await failpoint('outbox.recorded');
    } finally {
      this.#leases.letGo(held);
    }
  }

  async #settle(
    name: JobName,
    held: LeasedJob,
    result: AttemptResult,
    { number, of }: { number: number; of: number },
  ): Promise<void> {
    const { outbox, policies } = this.options;
    if (result.outcome === 'done') return outbox.done(held);
    const { reason } = result;
    const told = `Job ${name} ${held.id}, try ${number} of ${of}: ${reason}`;
    const stack = result.error instanceof Error ? [result.error.stack] : [];
    if (held.lost.signal.aborted) {
      this.#logger.warn(`${told}. It goes to another worker.`, ...stack);
      return outbox.reschedule(held, reason, 0);
    }
    if (result.outcome === 'discard' || number >= of) {
      this.#logger.error(`${told}. It is given up.`, ...stack);
      return outbox.discard(held, reason);
    }
    const seconds = retryDelaySeconds(policies.get(name), number, result.retryAfterSeconds);
    this.#logger.warn(`${told}. It is tried again in ${seconds} s.`, ...stack);
    await outbox.reschedule(held, reason, seconds);
    this.#relay.poll();
  }

  async #killer(name: JobName, claimed: ClaimedJob<JobName>): Promise<void> {
    const reason = `${claimed.attempts - 1} tries, and its workers died of the last ones`;
    this.#logger.error(`Job ${name} ${claimed.id}: ${reason}. It is given up.`);
    await this.options.outbox.discard(claimed, reason);
  }
}

async function within(milliseconds: number, work: Promise<unknown>): Promise<void> {
  const waited = new AbortController();
  const settled = work.then(
    () => waited.abort(),
    () => waited.abort(),
  );
  await Promise.race([settled, pause(milliseconds, undefined, { signal: waited.signal }).catch(() => undefined)]);
}
