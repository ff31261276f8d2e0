import type { Transaction } from '@daybook/database';
import type { Type } from '@nestjs/common';
import { withAttemptsBefore } from './attempts-before.js';
import { definitionOf, type JobWith } from './job.js';

export interface EnqueueOptions {
  /** The job does not start before this time. Default: now. */
  startAfter?: Date;
  /**
   * While a job of this name and key waits for its first attempt, enqueueing it again adds none: the waiting job takes the
   * new data and `startAfter`, and runs after this transaction has committed. Once it has started, a new job is added.
   */
  key?: string;
  /** How many attempts earlier jobs have made at the same thing: counting goes on from there, and all attempts are granted again. */
  attemptsBefore?: number;
}

/** Adds jobs. A job commits and rolls back with the transaction that enqueues it. */
export abstract class JobQueue {
  enqueue<Payload extends object>(
    tx: Transaction,
    job: Type<JobWith<Payload>>,
    payload: NoInfer<Payload>,
    options: EnqueueOptions = {},
  ): Promise<void> {
    const data = withAttemptsBefore(payload, options.attemptsBefore ?? 0);
    return this.enqueueNamed(tx, definitionOf(job).name, data, options);
  }

  /** Whether such a job waits or runs; false once it is done or discarded. */
  hasUnfinished<Payload extends object>(
    tx: Transaction,
    job: Type<JobWith<Payload>>,
    payload: Partial<NoInfer<Payload>>,
  ): Promise<boolean> {
    return this.hasUnfinishedNamed(tx, definitionOf(job).name, payload);
  }

  /** Removes such jobs, waiting or discarded, because nothing is left for them to do; returns how many. One that runs ends by itself. */
  drop<Payload extends object>(
    tx: Transaction,
    job: Type<JobWith<Payload>>,
    payload: Partial<NoInfer<Payload>>,
  ): Promise<number> {
    return this.dropNamed(tx, definitionOf(job).name, payload);
  }

  abstract enqueueNamed(tx: Transaction, name: string, payload: object, options: EnqueueOptions): Promise<void>;
  protected abstract hasUnfinishedNamed(tx: Transaction, name: string, payload: object): Promise<boolean>;
  protected abstract dropNamed(tx: Transaction, name: string, payload: object): Promise<number>;
}
