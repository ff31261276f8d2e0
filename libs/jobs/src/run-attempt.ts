import type { JobMap, JobName } from './job-map.js';
import { retry, type JobHandler, type JobOutcome } from './job-worker.js';
import { JobTimeoutError } from './job-timeout-error.js';

export interface AttemptOptions<N extends JobName> {
  handler: JobHandler<N>;
  data: JobMap[N];
  number: number;
  of: number;
  /** Milliseconds the try may take. */
  within: number;
  /** Says that the job is no longer ours. */
  lost: AbortSignal;
}

/** `error`: what the handler threw. */
export type AttemptResult = JobOutcome & { error?: unknown };

/** Runs one try; over in time, and when the job is lost, also if the handler isn't. An error becomes a retry. Never throws. */
export async function runAttempt<N extends JobName>({
  handler,
  data,
  number,
  of,
  within,
  lost,
}: AttemptOptions<N>): Promise<AttemptResult> {
  const timeUp = new AbortController();
  const tooLong = new JobTimeoutError(within / 1000);
  const timer = setTimeout(() => timeUp.abort(tooLong), within);
  const signal = AbortSignal.any([timeUp.signal, lost]);
  const ended = new Promise<JobOutcome>((resolve) => {
    signal.addEventListener(
      'abort',
      () => resolve(retry(timeUp.signal.aborted ? tooLong.message : 'its worker lost it')),
      {
        once: true,
      },
    );
  });
  try {
    return await Promise.race([ended, handler(data, { attempt: number, maxAttempts: of, signal })]);
  } catch (error) {
    return { ...retry(error instanceof Error ? error.message : String(error)), error };
  } finally {
    clearTimeout(timer);
  }
}
