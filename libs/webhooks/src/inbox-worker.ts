import { isDatabaseAway } from '@daybook/database';
import { Injectable, Logger, type BeforeApplicationShutdown } from '@nestjs/common';
import { InboxNudge } from './inbox-nudge.js';
import { Inbox } from './inbox.js';

/** Webhooks processed at once; each holds a database connection. */
const sideBySide = 4;

/** Empties the inbox whenever it is told that there is something in it. */
@Injectable()
export class InboxWorker implements BeforeApplicationShutdown {
  readonly #log = new Logger(InboxWorker.name);
  readonly #lanes = new Set<Promise<void>>();
  #nudges = 0;
  #isStopping = false;

  constructor(
    private readonly inbox: Inbox,
    private readonly nudge: InboxNudge,
  ) {}

  /** Begins to listen, and processes what came while nobody did. */
  async start(): Promise<void> {
    await this.nudge.listen(() => this.drain());
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

  /** Resolves when nothing is due any more, or when the signal says that nobody waits. */
  async drained(signal?: AbortSignal): Promise<void> {
    this.drain();
    const aborted = new Promise<void>((resolve) => signal?.addEventListener('abort', () => resolve(), { once: true }));
    await Promise.race([Promise.all(this.#lanes), aborted]);
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
      if (!isDatabaseAway(error)) this.#log.error(error);
      else this.#log.warn('The database is away; the next sweep goes on with the inbox.');
    }
  }
}
