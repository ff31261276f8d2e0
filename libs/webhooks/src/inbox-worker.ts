import { isDatabaseUnavailable, Nudges } from '@daybook/database';
import { Injectable, Logger, type BeforeApplicationShutdown } from '@nestjs/common';
import { Inbox } from './inbox.js';

/** Webhooks processed at once; each holds a database connection. */
const sideBySide = 4;

/** Empties the inbox whenever it is told that there is something in it. */
@Injectable()
export class InboxWorker implements BeforeApplicationShutdown {
  readonly #log = new Logger(InboxWorker.name);
  readonly #lanes = new Set<Promise<void>>();
  #nudges = 0;
  #isStarted = false;
  #isStopping = false;

  constructor(
    private readonly inbox: Inbox,
    private readonly nudges: Nudges,
  ) {}

  /** Begins to listen, and processes what came while nobody did. */
  async start(): Promise<void> {
    this.#isStarted = true;
    await this.nudges.listen('daybook_inbox', () => this.drain());
    this.drain();
  }

  /** Processes what is due, without waiting for it. */
  drain(): void {
    this.#nudges += 1;
    while (this.#lanes.size < sideBySide && !this.#isStopping) {
      const lane: Promise<void> = this.work().finally(() => this.#lanes.delete(lane));
      this.#lanes.add(lane);
    }
  }

  /** Processes what is due; a process that does nothing else waits until it is done. */
  async sweep(): Promise<void> {
    this.drain();
    if (!this.#isStarted) await Promise.all(this.#lanes);
  }

  async beforeApplicationShutdown(): Promise<void> {
    this.#isStopping = true;
    await Promise.all(this.#lanes);
  }

  private async work(): Promise<void> {
    try {
      let heard: number;
      do {
        // A nudge heard while the last look found nothing asks for another look.
        heard = this.#nudges;
        while (!this.#isStopping && (await this.inbox.processNext()));
      } while (heard !== this.#nudges && !this.#isStopping);
    } catch (error) {
      if (!isDatabaseUnavailable(error)) this.#log.error(error);
      else this.#log.warn('The database is away; the next sweep goes on with the inbox.');
    }
  }
}
