import { jobNames } from '../src/job-map.js';
import type { JobHandlers } from '../src/job-worker.js';

/** Handlers of which a test has some; a job that none of them works on fails. */
export function handlersWith(some: Partial<JobHandlers>): JobHandlers {
  const nobody = jobNames.map((name) => [name, () => Promise.reject(new Error(`nobody works on ${name} here`))]);
  return { ...(Object.fromEntries(nobody) as JobHandlers), ...some };
}
