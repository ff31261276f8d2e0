import { isDatabaseUnavailable } from '@daybook/database';
import { Logger } from '@nestjs/common';
import { leaseSeconds, type Outbox, type JobRef } from './outbox.js';

const keepMilliseconds = (leaseSeconds * 1000) / 3;

/** A try that runs here: `lost` is aborted when its job has gone to another worker. */
export interface LeasedJob extends JobRef {
  lost: AbortController;
}

/** Keeps the leases of the tries that run in this process, and tells those whose job was taken over. */
export class Leases {
  readonly #logger = new Logger('JobWorker');
  readonly #held = new Set<LeasedJob>();
  #timer: NodeJS.Timeout | undefined;

  constructor(private readonly outbox: Outbox) {}

  get held(): readonly LeasedJob[] {
    return [...this.#held];
  }

  hold({ id, version }: JobRef): LeasedJob {
    const held = { id, version, lost: new AbortController() };
    this.#held.add(held);
    this.#timer ??= setInterval(() => void this.keep(), keepMilliseconds);
    return held;
  }

  letGo(held: LeasedJob): void {
    this.#held.delete(held);
    if (this.#held.size > 0) return;
    clearInterval(this.#timer);
    this.#timer = undefined;
  }

  private async keep(): Promise<void> {
    const held = this.held;
    try {
      const ours = await this.outbox.renewLeases(held.map(({ id, version }) => ({ id, version })));
      for (const { id, lost } of held) if (!ours.has(id)) lost.abort();
    } catch (error) {
      if (!isDatabaseUnavailable(error)) this.#logger.error(error);
    }
  }
}
