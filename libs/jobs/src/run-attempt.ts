import type { JobName } from '@daybook/contract';
import type { Logger } from '@nestjs/common';
import type { JobPayloads } from './job-payloads.js';
import { retryDelaySeconds, type JobPolicy } from './job-policies.js';
import { retry, type JobAttempt, type JobHandler, type JobOutcome } from './job-worker.js';

/** The reason of a signal that was aborted because its attempt timed out. */
export class JobTimeoutError extends Error {
  constructor(seconds: number) {
    super(`it took longer than ${seconds} s`);
  }
}

export interface StartedJob<N extends JobName> {
  id: string;
  name: N;
  data: JobPayloads[N];
  /** Attempts started, this one included; more than the policy allows when workers crashed. */
  attempts: number;
  /** Aborted when the job no longer belongs to this worker. */
  leaseLost: AbortSignal;
}

/** What becomes of a job after an attempt. `lost`: another worker runs it. */
export type AttemptResult =
  | { outcome: 'done' }
  | { outcome: 'lost' | 'discard'; reason: string }
  | { outcome: 'retry'; reason: string; delaySeconds: number };

/** Runs and logs one attempt. It ends in time even when its handler doesn't, and never throws. */
export async function runAttempt<N extends JobName>(
  job: StartedJob<N>,
  handler: JobHandler<N>,
  policy: JobPolicy,
  logger: Logger,
): Promise<AttemptResult> {
  const { maxAttempts } = policy;
  const attempt = Math.min(job.attempts, maxAttempts);
  const result = await callHandler(job, handler, policy.timeoutSeconds, { number: attempt, maxAttempts });
  if (result.outcome === 'done') return result;

  const { reason, error } = result;
  const failure = `Job ${job.name} ${job.id}, attempt ${attempt} of ${maxAttempts}: ${reason}`;
  const stack = error instanceof Error ? [error.stack] : [];
  if (job.leaseLost.aborted) {
    logger.warn(`${failure}. Another worker takes it over.`, ...stack);
    return { outcome: 'lost', reason };
  }
  if (result.outcome === 'discard' || attempt >= maxAttempts) {
    logger.error(`${failure}. It is discarded.`, ...stack);
    return { outcome: 'discard', reason };
  }
  const delaySeconds = retryDelaySeconds(policy, attempt, result.retryAfterSeconds);
  logger.warn(`${failure}. The next attempt is in ${delaySeconds} s.`, ...stack);
  return { outcome: 'retry', reason, delaySeconds };
}

async function callHandler<N extends JobName>(
  { data, leaseLost }: StartedJob<N>,
  handler: JobHandler<N>,
  timeoutSeconds: number,
  numbers: Pick<JobAttempt, 'number' | 'maxAttempts'>,
): Promise<JobOutcome & { error?: unknown }> {
  const timeout = new AbortController();
  const timeoutError = new JobTimeoutError(timeoutSeconds);
  const timer = setTimeout(() => timeout.abort(timeoutError), timeoutSeconds * 1000);
  const signal = AbortSignal.any([timeout.signal, leaseLost]);
  const aborted = new Promise<JobOutcome>((resolve) => {
    const reason = () => (timeout.signal.aborted ? timeoutError.message : 'its worker lost it');
    signal.addEventListener('abort', () => resolve(retry(reason())), { once: true });
  });
  try {
    return await Promise.race([aborted, handler(data, { ...numbers, signal })]);
  } catch (error) {
    return { ...retry(error instanceof Error ? error.message : String(error)), error };
  } finally {
    clearTimeout(timer);
  }
}
