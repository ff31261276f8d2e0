import { Database } from '@daybook/database';
import { JobPolicies, JobRunner, ResourceLeases, type AttemptResult } from '@daybook/jobs';
import { AsyncLocalStorage } from 'node:async_hooks';
import type { useParts } from './parts.js';

/** So that a test may run a job while another one's call is in progress, as another worker would. */
const asAnotherWorker = AsyncLocalStorage.snapshot();

/** Runs the jobs of the assembled libraries, one attempt at a time, as a worker does. */
export function useJobs(parts: ReturnType<typeof useParts>) {
  let runner: JobRunner | undefined;
  /** `attempt`: its number. */
  const run = (name: string, data: object, attempt = 1, leaseLost = new AbortController().signal) =>
    asAnotherWorker((): Promise<AttemptResult> => {
      runner ??= createRunner(parts);
      return runner.attempt({ id: JSON.stringify([name, data]), name, data, attempts: attempt, leaseLost });
    });
  /** What the jobs of this name carry that wait for their first attempt, in the order they were enqueued. */
  const waiting = async <Payload extends object>(name: string): Promise<Payload[]> => {
    const statement = `select data from pgboss.job where name = $1 and state = 'created' order by created_on, id`;
    return (await parts.rows<{ data: Payload }>(statement, [name])).map(({ data }) => data);
  };
  /** Runs each waiting job of this name once, and removes it. */
  const runWaiting = async (name: string): Promise<AttemptResult[]> => {
    const payloads = await waiting(name);
    await parts.rows(`delete from pgboss.job where name = $1 and state = 'created'`, [name]);
    const results: AttemptResult[] = [];
    for (const payload of payloads) results.push(await run(name, payload));
    return results;
  };
  return { run, waiting, runWaiting };
}

function createRunner(parts: ReturnType<typeof useParts>): JobRunner {
  const [database, leases, policies] = [parts.get(Database), parts.get(ResourceLeases), parts.get(JobPolicies)];
  return new JobRunner(database, leases, policies, (jobClass) => parts.get(jobClass));
}
