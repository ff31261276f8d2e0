import type { JobMap, JobName } from './job-map.js';

/**
 * `done`; `retry`: again later, as the job's policy says, and not within `retryAfterSeconds`; `discard`: never again. A thrown
 * error is a `retry`.
 */
export type JobOutcome =
  | { outcome: 'done' }
  | { outcome: 'retry'; reason: string; retryAfterSeconds: number }
  | { outcome: 'discard'; reason: string };

export const done: JobOutcome = { outcome: 'done' };
export const retry = (reason: string, retryAfterSeconds = 0): JobOutcome => ({
  outcome: 'retry',
  reason,
  retryAfterSeconds,
});
export const discard = (reason: string): JobOutcome => ({ outcome: 'discard', reason });

export interface JobAttempt {
  /** 1 is the first; a try with `number === of` is the last one the policy grants. */
  attempt: number;
  maxAttempts: number;
  /** Aborted when the try's time is up, its job has gone to another worker, or the process stops. */
  signal: AbortSignal;
}

export type JobHandler<N extends JobName> = (data: JobMap[N], attempt: JobAttempt) => Promise<JobOutcome>;

/** One handler a job; a job without one does not compile. Jobs run at least once: a handler tolerates a second time. */
export type JobHandlers = { [N in JobName]: JobHandler<N> };

/** Works on the jobs that were asked for. Stops with the application, within 10 seconds. */
export abstract class JobWorker {
  /** Starts to work; call it once. Throws `SchemaError` when the job tables are missing or older than this version. */
  abstract start(handlers: JobHandlers): Promise<void>;
}
