import { isDatabaseUnavailable } from '@daybook/database';
import { Logger, type BeforeApplicationShutdown, type OnApplicationBootstrap } from '@nestjs/common';

/** Moves jobs that wait in the other kind of queue over to ours, some at a time; gives how many. */
export type MoveBatch = () => Promise<number>;

const everyMilliseconds = 60_000;

/**
 * Whoever sets REDIS_URL, or takes it away, leaves jobs behind in the queue they used until then, perhaps for as long as an
 * older process runs. Every worker looks for them at its start and once a minute.
 */
export class QueueMigration implements OnApplicationBootstrap, BeforeApplicationShutdown {
  readonly #logger = new Logger('JobWorker');
  #timer: NodeJS.Timeout | undefined;
  #busy: Promise<void> | null = null;

  constructor(private readonly moveSome: MoveBatch) {}

  onApplicationBootstrap(): void {
    this.#timer = setInterval(() => this.#look(), everyMilliseconds);
    this.#look();
  }

  async beforeApplicationShutdown(): Promise<void> {
    clearInterval(this.#timer);
    await this.#busy;
  }

  #look(): void {
    this.#busy ??= this.#move().finally(() => (this.#busy = null));
  }

  async #move(): Promise<void> {
    try {
      const moved = await this.moveSome();
      if (moved > 0)
        this.#logger.log(`Moved ${moved} ${moved === 1 ? 'job' : 'jobs'} over from the queue used before.`);
    } catch (error) {
      if (!isDatabaseUnavailable(error)) this.#logger.error(error);
    }
  }
}
