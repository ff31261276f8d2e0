import { barrier } from '@daybook/config';
import { isDatabaseAway } from '@daybook/database';
import { Logger } from '@nestjs/common';
import type { OutboxNudge } from './outbox-nudge.js';
import type { DueTurn, Outbox } from './outbox.js';

/** Where due turns go; throws when one may not have arrived. */
export interface Dispatcher {
  readonly isReady: boolean;
  /** Takes a turn twice as if it were once. */
  dispatch(turn: DueTurn): Promise<void>;
}

export interface RelayOptions {
  outbox: Outbox;
  nudge: OutboxNudge;
  dispatcher: Dispatcher;
  /** Seconds between two looks for jobs that are due, if nobody nudges and none is known to be due earlier. */
  lookSeconds?: number;
  /** Seconds after which a job that was handed over and not begun is handed over again. */
  againSeconds?: number;
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
    this.#options = { lookSeconds: 5, againSeconds: 30, ...options };
  }

  async start(): Promise<void> {
    await this.#options.nudge.listen(() => this.look());
    this.look();
  }

  /** Looks for what is due, without waiting for it. */
  look(): void {
    this.#wanted = true;
    if (this.#isStopping) return;
    this.#busy ??= this.work().finally(() => {
      this.#busy = null;
      if (this.#wanted) this.look();
    });
  }

  /** Redis is there again, perhaps empty: hands over again whatever nobody has begun. */
  startAnew(): void {
    this.#mayHaveLostAll = true;
    this.look();
  }

  async stop(): Promise<void> {
    this.#isStopping = true;
    clearTimeout(this.#timer);
    await this.#busy;
  }

  private async work(): Promise<void> {
    const { outbox, lookSeconds } = this.#options;
    clearTimeout(this.#timer);
    this.#wanted = false;
    let wait = lookSeconds * 1000;
    try {
      if (this.#options.dispatcher.isReady) await this.handOver();
      wait = Math.min(wait, (await outbox.untilNextDue()) ?? wait);
    } catch (error) {
      if (isDatabaseAway(error)) this.#logger.warn('The database cannot be reached, so jobs wait.');
      else this.#logger.error(error);
    }
    if (!this.#isStopping) this.#timer = setTimeout(() => this.look(), Math.ceil(wait));
  }

  private async handOver(): Promise<void> {
    const { outbox, againSeconds } = this.#options;
    if (this.#mayHaveLostAll) {
      this.#mayHaveLostAll = false;
      await outbox.handBackAll();
    }
    await this.dispatchAll(() => outbox.takeDue(mostAtOnce));
    await this.dispatchAll(() => outbox.takeOverdue(againSeconds, mostAtOnce));
    await outbox.forgetOld();
  }

  private async dispatchAll(take: () => Promise<DueTurn[]>): Promise<void> {
    let taken: DueTurn[];
    do {
      taken = await take();
      if (taken.length === 0 || !(await this.dispatch(taken))) return;
    } while (taken.length === mostAtOnce && !this.#isStopping);
  }

  /** Whether all arrived. Noted before they go: a worker may be quick, and a note that came after its try would undo it. */
  private async dispatch(turns: DueTurn[]): Promise<boolean> {
    const { dispatcher, outbox } = this.#options;
    await barrier('outbox.taken');
    const sent = await Promise.allSettled(turns.map((turn) => dispatcher.dispatch(turn)));
    const lost = turns.filter((_, at) => sent[at]?.status === 'rejected');
    await barrier('outbox.dispatched');
    if (lost.length > 0) await outbox.handBack(lost);
    return lost.length === 0;
  }
}
