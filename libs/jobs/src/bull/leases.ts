import { Logger } from '@nestjs/common';
import { keepRenewing, mayHaveEnded, type RenewedLease } from '../keep-renewing.js';
import type { JobRef, Outbox } from './outbox.js';

export interface LeasedJob extends JobRef, RenewedLease {
  /** Aborted when another worker has taken the job over, or may have. */
  leaseLostController: AbortController;
}

export class Leases {
  readonly #logger = new Logger('JobWorker');
  readonly #jobs = new Set<LeasedJob>();
  #stopRenewing: (() => void) | undefined;

  constructor(private readonly outbox: Outbox) {}

  add({ id, version }: JobRef): LeasedJob {
    const job = { id, version, leaseLostController: new AbortController(), renewedAt: performance.now() };
    this.#jobs.add(job);
    this.#stopRenewing ??= keepRenewing(
      () => this.renew(),
      () => this.abortEnded(),
      this.#logger,
    );
    return job;
  }

  release(job: LeasedJob): void {
    this.#jobs.delete(job);
    if (this.#jobs.size > 0) return;
    this.#stopRenewing?.();
    this.#stopRenewing = undefined;
  }

  abortAll(): void {
    for (const { leaseLostController } of this.#jobs) leaseLostController.abort();
  }

  private async renew(): Promise<void> {
    const jobs = [...this.#jobs];
    const startedAt = performance.now();
    const renewed = await this.outbox.renewLeases(jobs.map(({ id, version }) => ({ id, version })));
    for (const job of jobs) {
      if (renewed.has(job.id)) job.renewedAt = startedAt;
      else job.leaseLostController.abort();
    }
  }

  private abortEnded(): void {
    for (const job of this.#jobs) if (mayHaveEnded(job)) job.leaseLostController.abort();
  }
}
