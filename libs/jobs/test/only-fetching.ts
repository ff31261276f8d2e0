import { jobNames, type JobPolicyTable, type JobPolicy } from '../src/job-map.js';
import { done, discard, type JobHandler, type JobHandlers } from '../src/job-worker.js';

/** A handler for the job that the tests ask for; nobody asks for the others. */
export function onlyFetching(handler: JobHandler<'fetch-order-lines'>): JobHandlers {
  const others = Object.fromEntries(jobNames.map((name) => [name, async () => discard('nobody asks for it')]));
  return { ...(others as unknown as JobHandlers), 'fetch-order-lines': handler };
}

/** The same policy for every job. */
export const forEveryJob = (policy: JobPolicy): JobPolicyTable =>
  Object.fromEntries(jobNames.map((name) => [name, policy])) as JobPolicyTable;

/** Handlers that write down which orders' lines they were asked for. */
export const noteIn = (handled: string[]): JobHandlers =>
  onlyFetching(async ({ orderId }) => {
    handled.push(orderId);
    return done;
  });
