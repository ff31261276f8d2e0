import { failpoint } from '@daybook/config';
import { isDatabaseUnavailable, type Nudges } from '@daybook/database';
import { Logger } from '@nestjs/common';
import type { DueJob, Outbox } from './outbox.js';

export interface Dispatcher {
  readonly isReady: boolean;
  /** Throws when the job may not have arrived. Dispatching a job twice has the effect of once. */
  dispatch(job: DueJob): Promise<void>;
}

export interface RelayOptions {
  outbox: Outbox;
  nudges: Nudges;
  dispatcher: Dispatcher;
  /** Seconds between two polls, unless a nudge comes or a job is known to become due earlier. */
  pollIntervalSeconds?: number;
  /** Seconds after which a job that was dispatched but not claimed is dispatched again. */
  redispatchAfterSeconds?: number;
}

const batchSize = 500;

/** Dispatches the jobs that are due. Each worker process has a relay; they work on different rows. */
export class Relay {
  readonly #logger = new Logger('JobRelay');
  readonly #options: Required<RelayOptions>;
  #isPollRequested = false;
  #isRedispatchRequested = false;
  #polling: Promise<void> | null = null;
  #timer: NodeJS.Timeout | undefined;
  #isStopping = false;

  constructor(options: RelayOptions) {
    this.#options = { pollIntervalSeconds: 5, redispatchAfterSeconds: 30, ...options };
  }

  async start(): Promise<void> {
    await this.#options.nudges.listen('daybook_jobs', () => this.poll());
    this.poll();
  }

  /** Starts a poll, now or after the one that runs. */
  poll(): void {
    this.#isPollRequested = true;
    if (this.#isStopping) return;
    this.#polling ??= this.runPoll().finally(() => {
      this.#polling = null;
      if (this.#isPollRequested) this.poll();
    });
  }

  /** Redis may have lost its data: dispatches every job again that nobody has claimed. */
  redispatchAll(): void {
    this.#isRedispatchRequested = true;
    this.poll();
  }

  async stop(): Promise<void> {
    this.#isStopping = true;
    clearTimeout(this.#timer);
    await this.#polling;
  }

  private async runPoll(): Promise<void> {
    const { outbox, dispatcher, pollIntervalSeconds } = this.#options;
    clearTimeout(this.#timer);
    this.#isPollRequested = false;
    let delayMs = pollIntervalSeconds * 1000;
    try {
      if (dispatcher.isReady) await this.dispatchDue();
      if (this.#isStopping) return;
      delayMs = Math.min(delayMs, (await outbox.msUntilNextDue()) ?? delayMs);
    } catch (error) {
      if (isDatabaseUnavailable(error)) this.#logger.warn('The database is unavailable, so jobs wait.');
      else this.#logger.error(error);
    }
    if (!this.#isStopping) this.#timer = setTimeout(() => this.poll(), Math.ceil(delayMs));
  }

  private async dispatchDue(): Promise<void> {
    const { outbox, redispatchAfterSeconds } = this.#options;
    if (this.#isRedispatchRequested) {
      this.#isRedispatchRequested = false;
      await outbox.undispatchAll();
    }
    await this.dispatchAll(() => outbox.markDueDispatched(batchSize));
    await this.dispatchAll(() => outbox.markStaleDispatched(redispatchAfterSeconds, batchSize));
    if (!this.#isStopping) await outbox.prune();
  }

  private async dispatchAll(markBatch: () => Promise<DueJob[]>): Promise<void> {
    while (!this.#isStopping) {
      const batch = await markBatch();
      if (batch.length === 0 || !(await this.dispatch(batch)) || batch.length < batchSize) return;
    }
  }

  /**
   * Whether all jobs arrived. They are marked before they are dispatched: a worker may finish an attempt so soon that marking
   * its job afterwards would undo it.
   */
  private async dispatch(jobs: DueJob[]): Promise<boolean> {
    const { dispatcher, outbox } = this.#options;
    await failpoint('outbox.marked');
    const results = await Promise.allSettled(jobs.map((job) => dispatcher.dispatch(job)));
    const failed = jobs.filter((_, index) => results[index]?.status === 'rejected');
    await failpoint('outbox.dispatched');
    // the database may have closed before a slow Redis answers: another worker dispatches these again
    if (failed.length > 0 && !this.#isStopping) await outbox.undispatch(failed);
    return failed.length === 0;
  }
}
