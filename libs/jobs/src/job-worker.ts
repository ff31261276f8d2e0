import type { JobName } from '@daybook/contract';
import type { JobPayloads } from './job-payloads.js';

/**
 * `retry`: attempt it again as the job's policy says, and not within `retryAfterSeconds`. `discard`: never again. A thrown
 * error counts as `retry`.
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
  /** 1 is the first; the policy allows no further attempt after `number === maxAttempts`. */
  number: number;
  maxAttempts: number;
  /** Aborted when the attempt times out, another worker has taken the job over, or the process stops. */
  signal: AbortSignal;
}

export type JobHandler<N extends JobName> = (data: JobPayloads[N], attempt: JobAttempt) => Promise<JobOutcome>;

/** One handler for each job. A job may run more than once, so its handler tolerates that. */
export type JobHandlers = { [N in JobName]: JobHandler<N> };

/** Runs the jobs that were enqueued. Stops with the application, within 10 seconds. */
export abstract class JobWorker {
  /** Call it once. Throws `SchemaError` when the job tables are missing or older than this version. */
  abstract start(handlers: JobHandlers): Promise<void>;
}
