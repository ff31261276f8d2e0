import type { JobMap, JobName } from './job-map.js';
import { retry, type JobHandler, type JobOutcome } from './job-worker.js';

export interface TryToRun<N extends JobName> {
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
export type TryResult = JobOutcome & { error?: unknown };

/** Runs one try and is over in time, also when the handler isn't; an error becomes the reason of a retry. Never throws. */
export async function runTry<N extends JobName>({ handler, data, number, of, within, lost }: TryToRun<N>): Promise<TryResult> {
  const timeUp = new AbortController();
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<JobOutcome>((resolve) => {
    timer = setTimeout(() => {
      const reason = `it took longer than ${within / 1000} s`;
      resolve(retry(reason));
      timeUp.abort(new Error(reason));
    }, within);
  });
  try {
    return await Promise.race([handler(data, { number, of, signal: AbortSignal.any([timeUp.signal, lost]) }), late]);
  } catch (error) {
    return { ...retry(error instanceof Error ? error.message : String(error)), error };
  } finally {
    clearTimeout(timer);
  }
}
