import { failpoint } from '@daybook/config';
import { isDatabaseUnavailable, type Nudges } from '@daybook/database';
import { Logger } from '@nestjs/common';
import type { DueJob, Outbox } from './outbox.js';

/** Where due turns go; throws when one may not have arrived. */
export interface Dispatcher {
  readonly isReady: boolean;
  /** Takes a turn twice as if it were once. */
  dispatch(turn: DueJob): Promise<void>;
}

export interface RelayOptions {
  outbox: Outbox;
  nudges: Nudges;
  dispatcher: Dispatcher;
  /** Seconds between two looks for jobs that are due, if nobody nudges and none is known to be due earlier. */
  pollIntervalSeconds?: number;
  /** Seconds after which a job that was handed over and not begun is handed over again. */
  redispatchAfterSeconds?: number;
}

const mostAtOnce = 500;

/** Hands over what is due; every worker process has one, and they never get in each other's way. */
export class Relay {
  readonly #logger = new Logger('JobRelay');
  readonly #options: Required<RelayOptions>;
  #wanted = false;
  #mayHaveLostAll = false;
  #busy: Promise<void> | null = null;
  #timer: NodeJS.Timeout | undefined;
  #isStopping = false;

  constructor(options: RelayOptions) {
    this.#options = { pollIntervalSeconds: 5, redispatchAfterSeconds: 30, ...options };
  }

  async start(): Promise<void> {
    await this.#options.nudges.listen('daybook_jobs', () => this.poll());
    this.poll();
  }

  /** Looks for what is due, without waiting for it. */
  poll(): void {
    this.#wanted = true;
    if (this.#isStopping) return;
    this.#busy ??= this.work().finally(() => {
      this.#busy = null;
      if (this.#wanted) this.poll();
    });
  }

  /** Redis is there again, perhaps empty: hands over again whatever nobody has begun. */
  redispatchAll(): void {
    this.#mayHaveLostAll = true;
    this.poll();
  }

  async stop(): Promise<void> {
    this.#isStopping = true;
    clearTimeout(this.#timer);
    await this.#busy;
  }

  private async work(): Promise<void> {
    const { outbox, pollIntervalSeconds } = this.#options;
    clearTimeout(this.#timer);
    this.#wanted = false;
    let wait = pollIntervalSeconds * 1000;
    try {
      if (this.#options.dispatcher.isReady) await this.dispatchDue();
      wait = Math.min(wait, (await outbox.msUntilNextDue()) ?? wait);
    } catch (error) {
      if (isDatabaseUnavailable(error)) this.#logger.warn('The database cannot be reached, so jobs wait.');
      else this.#logger.error(error);
    }
    if (!this.#isStopping) this.#timer = setTimeout(() => this.poll(), Math.ceil(wait));
  }

  private async dispatchDue(): Promise<void> {
    const { outbox, redispatchAfterSeconds } = this.#options;
    if (this.#mayHaveLostAll) {
      this.#mayHaveLostAll = false;
      await outbox.undispatchAll();
    }
    await this.dispatchAll(() => outbox.markDueDispatched(mostAtOnce));
    await this.dispatchAll(() => outbox.markStaleDispatched(redispatchAfterSeconds, mostAtOnce));
    await outbox.prune();
  }

  private async dispatchAll(take: () => Promise<DueJob[]>): Promise<void> {
    let taken: DueJob[];
    do {
      taken = await take();
      if (taken.length === 0 || !(await this.dispatch(taken))) return;
    } while (taken.length === mostAtOnce && !this.#isStopping);
  }

  /** Whether all arrived. Noted before they go: a worker may be quick, and a note that came after its try would undo it. */
  private async dispatch(turns: DueJob[]): Promise<boolean> {
    const { dispatcher, outbox } = this.#options;
    await failpoint('outbox.marked');
    const sent = await Promise.allSettled(turns.map((turn) => dispatcher.dispatch(turn)));
    const lost = turns.filter((_, at) => sent[at]?.status === 'rejected');
    await failpoint('outbox.dispatched');
    if (lost.length > 0) await outbox.undispatch(lost);
    return lost.length === 0;
  }
}
