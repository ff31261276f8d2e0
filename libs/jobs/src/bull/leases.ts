import { isDatabaseUnavailable } from '@daybook/database';
import { Logger } from '@nestjs/common';
import { leaseSeconds, type JobRef, type Outbox } from './outbox.js';

const renewIntervalMs = (leaseSeconds * 1000) / 3;

export interface LeasedJob extends JobRef {
  /** Aborted when another worker has taken the job over, or may have. */
  leaseLostController: AbortController;
  /** By the monotonic clock, in milliseconds. */
  renewedAt: number;
}

export class Leases {
  readonly #logger = new Logger('JobWorker');
  readonly #jobs = new Set<LeasedJob>();
  #timer: NodeJS.Timeout | undefined;
  #isRenewing = false;

  constructor(private readonly outbox: Outbox) {}

  add({ id, version }: JobRef): LeasedJob {
    const job = { id, version, leaseLostController: new AbortController(), renewedAt: performance.now() };
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
    // a database that does not answer: other workers may have taken over by now
    if (this.#isRenewing) {
      abortEnded(jobs);
      return;
    }
    this.#isRenewing = true;
    const startedAt = performance.now();
    try {
      const renewed = await this.outbox.renewLeases(jobs.map(({ id, version }) => ({ id, version })));
      for (const job of jobs) {
        if (renewed.has(job.id)) job.renewedAt = startedAt;
        else job.leaseLostController.abort();
      }
    } catch (error) {
      if (!isDatabaseUnavailable(error)) this.#logger.error(error);
      abortEnded(jobs);
    } finally {
      this.#isRenewing = false;
    }
  }
}

function abortEnded(jobs: LeasedJob[]): void {
  const endedBefore = performance.now() - leaseSeconds * 1000;
  for (const job of jobs) if (job.renewedAt < endedBefore) job.leaseLostController.abort();
}
