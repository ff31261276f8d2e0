import { jobNames } from '@daybook/contract';
import type { JobPolicy, JobPolicyTable } from '../src/job-policies.js';
import { discard, done, type JobHandler, type JobHandlers } from '../src/job-worker.js';

export type FetchOrderLines = JobHandler<'fetch-order-lines'>;

/** Handlers of which only this one is used: the tests enqueue no other job. */
export function handlersWith(handler: FetchOrderLines): JobHandlers {
  const others = Object.fromEntries(jobNames.map((name) => [name, async () => discard('no test enqueues it')]));
  return { ...(others as unknown as JobHandlers), 'fetch-order-lines': handler };
}

/** Handlers that add the order of each job to `handled`. */
export const recordIn = (handled: string[]): JobHandlers =>
  handlersWith(async ({ orderId }) => {
    handled.push(orderId);
    return done;
  });

const quickPolicy = { maxAttempts: 3, backoffSeconds: 0, maxBackoffSeconds: 0, timeoutSeconds: 20, concurrency: 1 };

/** The same policy for every job. */
export const policiesWith = (overrides: Partial<JobPolicy>): JobPolicyTable =>
  Object.fromEntries(jobNames.map((name) => [name, { ...quickPolicy, ...overrides }])) as JobPolicyTable;
