import { isDatabaseUnavailable } from '@daybook/database';
import { Logger } from '@nestjs/common';
import { leaseSeconds, type JobRef, type Outbox } from './outbox.js';

const renewIntervalMs = (leaseSeconds * 1000) / 3;

export interface LeasedJob extends JobRef {
  /** Aborted when another worker has taken the job over. */
  leaseLostController: AbortController;
}

export class Leases {
  readonly #logger = new Logger('JobWorker');
  readonly #jobs = new Set<LeasedJob>();
  #timer: NodeJS.Timeout | undefined;

  constructor(private readonly outbox: Outbox) {}

  add({ id, version }: JobRef): LeasedJob {
    const job = { id, version, leaseLostController: new AbortController() };
    this.#jobs.add(job);
    this.#timer ??= setInterval(() => void this.renew(), renewIntervalMs);
    return job;
  }

  release(job: LeasedJob): void {
    this.#jobs.delete(job);
    if (this.#jobs.size > 0) return;
    clearInterval(this.#timer);
    this.#timer = undefined;
  }

  abortAll(): void {
    for (const { leaseLostController } of this.#jobs) leaseLostController.abort();
  }

  private async renew(): Promise<void> {
    const jobs = [...this.#jobs];
    try {
      const renewed = await this.outbox.renewLeases(jobs.map(({ id, version }) => ({ id, version })));
      for (const { id, leaseLostController } of jobs) if (!renewed.has(id)) leaseLostController.abort();
    } catch (error) {
      if (!isDatabaseUnavailable(error)) this.#logger.error(error);
    }
  }
}
