import type { Transaction } from '@daybook/database';
import type { JobMap, JobName } from './job-map.js';

export interface EnqueueOptions {
  /** Not before this time; at once, if left out. */
  startAfter?: Date;
  /**
   * While a job of this name and key waits for its first try, asking again adds none: the waiting one takes the new data
   * and the new `startAfter`, and will see what this transaction changes. Once it has started, asking again adds another.
   */
  key?: string;
}

/** Where jobs are asked for. A job commits and rolls back with the transaction that asks for it. */
export abstract class JobQueue {
  abstract enqueue<N extends JobName>(
    tx: Transaction,
    name: N,
    data: JobMap[N],
    options?: EnqueueOptions,
  ): Promise<void>;

  /** Whether a job of this name that carries this will be tried, or is just now; false once it is done or given up. */
  abstract isPending<N extends JobName>(tx: Transaction, name: N, data: Partial<JobMap[N]>): Promise<boolean>;
}
