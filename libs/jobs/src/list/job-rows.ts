import type { Transaction } from '@daybook/database';
import type { RawBuilder } from 'kysely';
import type { JobMap, JobName } from '../job-map.js';

/** A job as it was asked for. */
export interface GivenUpJob {
  name: JobName;
  data: JobMap[JobName];
}

/** One kind of queue, as the list of jobs sees it. */
export interface JobRows {
  /**
   * A subselect of the jobs that are not done: id, name, data, state, tries, asked_at (to the millisecond), due_at,
   * given_up_at, last_error.
   */
  readonly rows: RawBuilder<unknown>;
  /** Takes out a job that was given up; null when there is none. */
  takeGivenUp(tx: Transaction, id: string): Promise<GivenUpJob | null>;
  /** Makes a job due that nobody works on; false when there is none. */
  hurry(tx: Transaction, id: string): Promise<boolean>;
}
