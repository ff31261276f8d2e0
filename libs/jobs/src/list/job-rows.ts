import type { Transaction } from '@daybook/database';
import type { RawBuilder } from 'kysely';
import type { JobMap, JobName } from '../job-map.js';

/** A job as it was asked for. */
export interface DiscardedJob {
  name: JobName;
  data: JobMap[JobName];
}

/** One kind of queue, as the list of jobs sees it. */
export interface JobRows {
  /**
   * A subselect of the jobs that are not done: id, name, data, state, tries, asked_at (to the millisecond), due_at,
   * discarded_at, last_error.
   */
  readonly rows: RawBuilder<unknown>;
  /** Takes out a job that was given up; null when there is none. */
  takeDiscarded(tx: Transaction, id: string): Promise<DiscardedJob | null>;
  /** Makes a job due that nobody works on; false when there is none. */
  runNow(tx: Transaction, id: string): Promise<boolean>;
}
