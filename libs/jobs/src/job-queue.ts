import type { JobName } from '@daybook/contract';
import type { Transaction } from '@daybook/database';
import type { JobPayloads } from './job-payloads.js';

export interface EnqueueOptions {
  /** The job does not start before this time. Default: now. */
  startAfter?: Date;
  /**
   * While a job of this name and key waits for its first attempt, enqueueing it again adds none: the waiting job takes the
   * new data and `startAfter`, and runs after this transaction has committed. Once it has started, a new job is added.
   */
  key?: string;
}

/** Adds jobs. A job commits and rolls back with the transaction that enqueues it. */
export abstract class JobQueue {
  abstract enqueue<N extends JobName>(
    tx: Transaction,
    name: N,
    data: JobPayloads[N],
    options?: EnqueueOptions,
  ): Promise<void>;

  /** Whether a job of this name with this data waits or runs; false once it is done or discarded. */
  abstract hasUnfinished<N extends JobName>(tx: Transaction, name: N, data: Partial<JobPayloads[N]>): Promise<boolean>;
}
