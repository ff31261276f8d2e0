import { isDatabaseUnavailable, Nudges } from '@daybook/database';
import { Injectable, Logger, type BeforeApplicationShutdown } from '@nestjs/common';
import { Inbox } from './inbox.js';

/** Webhooks processed at the same time; each takes a database connection. */
const concurrency = 4;

/** Processes due webhooks at each nudge. */
@Injectable()
export class InboxWorker implements BeforeApplicationShutdown {
  readonly #log = new Logger(InboxWorker.name);
  readonly #loops = new Set<Promise<void>>();
  #nudgeCount = 0;
  #isStarted = false;
  #isStopping = false;

  constructor(
    private readonly inbox: Inbox,
    private readonly nudges: Nudges,
  ) {}

  /** Listens for nudges and processes what is due already. */
  async start(): Promise<void> {
    this.#isStarted = true;
    await this.nudges.listen('daybook_inbox', () => this.wake());
    this.wake();
  }

  wake(): void {
    this.#nudgeCount += 1;
    while (this.#loops.size < concurrency && !this.#isStopping) {
      const worker: Promise<void> = this.processDue().finally(() => this.#loops.delete(worker));
      this.#loops.add(worker);
    }
  }

  /** Processes what is due. Waits for it only in a process that was not started, such as one that runs a single task. */
  async sweep(): Promise<void> {
    this.wake();
    if (!this.#isStarted) await Promise.all(this.#loops);
  }

  async beforeApplicationShutdown(): Promise<void> {
    this.#isStopping = true;
    await Promise.all(this.#loops);
  }

  private async processDue(): Promise<void> {
    try {
      let nudgesSeen: number;
      do {
        // A nudge may arrive while the last query is finding nothing.
        nudgesSeen = this.#nudgeCount;
        while (!this.#isStopping && (await this.inbox.processNext()));
      } while (nudgesSeen !== this.#nudgeCount && !this.#isStopping);
    } catch (error) {
      if (!isDatabaseUnavailable(error)) this.#log.error(error);
      else this.#log.warn('The database is unavailable. The next sweep continues with the inbox.');
    }
  }
}
