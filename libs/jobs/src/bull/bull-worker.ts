import { failpoint } from '@daybook/config';
import type { Nudges } from '@daybook/database';
import type { RedisConnections } from '@daybook/redis';
import { Logger, type BeforeApplicationShutdown } from '@nestjs/common';
import type { Job, Queue } from 'bull';
import type { JobPolicies } from '../job-policies.js';
import type { AttemptResult, JobRunner } from '../job-runner.js';
import { JobWorker } from '../job-worker.js';
import { waitUntilSettled } from '../wait-until-settled.js';
import type { BullQueues } from './bull-queues.js';
import { Leases } from './leases.js';
import type { DueJob, JobRef, Outbox } from './outbox.js';
import { Relay, type Dispatcher, type RelayOptions } from './relay.js';

export interface BullWorkerOptions extends Pick<RelayOptions, 'pollIntervalSeconds' | 'redispatchAfterSeconds'> {
  outbox: Outbox;
  nudges: Nudges;
  policies: JobPolicies;
  runner: JobRunner;
  queues: BullQueues;
  connections: RedisConnections;
  /** Seconds that running jobs get to finish on shutdown; another worker takes over what remains. */
  shutdownGraceSeconds?: number;
}

const closeTimeoutMs = 1_500;

/** Bull only delivers jobs; whether one may run, and what becomes of it, is in its row. */
export class BullWorker extends JobWorker implements BeforeApplicationShutdown {
  readonly #logger = new Logger('JobWorker');
  readonly #leases: Leases;
  readonly #relay: Relay;
  readonly #attempts = new Set<Promise<void>>();
  #processing: Promise<void>[] = [];
  #isStopping = false;

  constructor(private readonly options: BullWorkerOptions) {
    super();
    const { outbox, queues, connections } = options;
    this.#leases = new Leases(outbox);
    this.#relay = new Relay({ ...options, dispatcher: new BullDispatcher(queues, connections) });
  }

  async start(): Promise<void> {
    this.options.runner.assertProvided();
    this.options.connections.onReady(() => this.#relay.redispatchAll());
    await this.#relay.start();
    // not awaited: processing begins once Redis is available and ends with the process
    this.#processing = [...this.options.queues].map(([name, queue]) => this.#process(name, queue));
  }

  async beforeApplicationShutdown(): Promise<void> {
    const { connections, queues, shutdownGraceSeconds = 8 } = this.options;
    this.#isStopping = true;
    const closed = Promise.all([this.#relay.stop(), ...queues.values().map((queue) => queue.close(true))]);
    await waitUntilSettled(shutdownGraceSeconds * 1000, Promise.all(this.#attempts));
    this.#leases.abortAll();
    await waitUntilSettled(closeTimeoutMs, Promise.all([...this.#attempts, ...this.#processing, closed]));
    connections.close();
  }

  async #process(name: string, queue: Queue<JobRef>): Promise<void> {
    // Bull doesn't await the naming of its connection, whose failure during shutdown would end the process
    Reflect.set(queue, 'setWorkerName', async () => undefined);
    // nobody uses Bull's events, and a subscription that Redis never confirms would keep the queue from starting
    Reflect.set(queue, '_registerEvent', async () => undefined);
    const slots = this.options.policies.slots(name);
    try {
      await queue.process(slots, ({ data }: Job<JobRef>) => this.#track(name, this.#attempt(name, data)));
    } catch (error) {
      if (!this.#isStopping) this.#logger.error(error);
    }
  }

  async #track(name: string, attempt: Promise<void>): Promise<void> {
    const tracked = attempt.catch((error: unknown) => {
      // its row is unchanged: another attempt starts when its lease expires
      this.#logger.warn(`Job ${name}: ${String(error)}`);
    });
    this.#attempts.add(tracked);
    await tracked.finally(() => this.#attempts.delete(tracked));
  }

  async #attempt(name: string, ref: JobRef): Promise<void> {
    const { outbox, runner } = this.options;
    if (this.#isStopping) return outbox.undispatch([ref]);
    const claimed = await outbox.claim(ref);
    if (!claimed) return;
    await failpoint('outbox.claimed');
    const lease = this.#leases.add(claimed);
    try {
      const job = { ...claimed, name, leaseLost: lease.leaseLostController.signal };
      const result = await runner.attempt(job);
      await failpoint('outbox.attempted');
      await this.#recordResult(claimed, result);
      await failpoint('outbox.recorded');
    } finally {
      this.#leases.release(lease);
    }
  }

  async #recordResult(job: JobRef, result: AttemptResult): Promise<void> {
    const { outbox } = this.options;
    switch (result.outcome) {
      case 'done':
        return outbox.complete(job);
      case 'discard':
        return outbox.discard(job, result.reason);
      case 'lost':
        return outbox.reschedule(job, result.reason, 0);
      case 'snooze':
        await outbox.snooze(job, result.delaySeconds);
        this.#relay.poll();
        return;
      case 'retry':
        await outbox.reschedule(job, result.reason, result.delaySeconds);
        this.#relay.poll();
    }
  }
}

class BullDispatcher implements Dispatcher {
  constructor(
    private readonly queues: BullQueues,
    private readonly connections: RedisConnections,
  ) {}

  get isReady(): boolean {
    return this.connections.isReady;
  }

  async dispatch({ id, version, name }: DueJob): Promise<void> {
    const queue = this.queues.get(name);
    if (!queue) throw new Error(`There is no queue for ${name}.`);
    await this.connections.reconnectOnTimeout(queue.add({ id, version }, { jobId: `${id}-${version}` }));
  }
}
