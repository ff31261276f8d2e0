export interface JobPolicy {
  /** Includes the first attempt. One that a crash cut short counts, but is never the last. */
  maxAttempts: number;
  /** Seconds before the second attempt; doubled before each further one, up to `maxBackoffSeconds`. */
  backoffSeconds: number;
  maxBackoffSeconds: number;
  /** Seconds after which an attempt counts as failed. */
  timeoutSeconds: number;
  /** How many of these jobs one worker process runs at once; for a job with lanes, in each of them. */
  concurrency: number;
}

/** For a job without special needs. */
export const standardPolicy: JobPolicy = {
  maxAttempts: 20,
  backoffSeconds: 5,
  maxBackoffSeconds: 3_600,
  timeoutSeconds: 20,
  concurrency: 1,
};

/** Worker crashes that a job survives beyond its attempts, before it counts as the cause of them. */
export const maxCrashes = 5;

/** The upper limit for a `retryAfterSeconds` that somebody else asks for. */
export const maxRetryAfterSeconds = 3_600;

/** Seconds to wait after failed attempt number `attempt`; at least `retryAfterSeconds`. */
export function retryDelaySeconds(policy: JobPolicy, attempt: number, retryAfterSeconds = 0): number {
  const backoff = Math.min(policy.maxBackoffSeconds, policy.backoffSeconds * 2 ** (attempt - 1));
  return Math.max(backoff, Math.min(retryAfterSeconds, maxRetryAfterSeconds));
}
