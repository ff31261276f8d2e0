import type { Database, Transaction } from '@daybook/database';
import type { Settings } from '@daybook/config';
import { z } from 'zod';
import { Job, type JobAttempt, type JobSteps } from '../src/job.js';
import { done, retry, type JobOutcome } from '../src/job-outcome.js';
import { JobPolicies } from '../src/job-policies.js';
import type { JobPolicy } from '../src/job-policy.js';
import { JobRunner } from '../src/job-runner.js';
import { ResourceLeases } from '../src/resource-leases.js';

const payload = z.object({ orderId: z.string() });
type Payload = z.infer<typeof payload>;

export type TestHandler = (payload: Payload, attempt: JobAttempt & { signal: AbortSignal }) => Promise<JobOutcome>;

const quickPolicy = { maxAttempts: 3, backoffSeconds: 0, maxBackoffSeconds: 0, timeoutSeconds: 20, concurrency: 1 };
let policy: JobPolicy = quickPolicy;

/** Each test says what its call does. */
@Job({ name: 'test-job', label: 'Do what the test says', payload, policy: () => policy })
export class TestJob implements JobSteps<Payload, Payload & JobAttempt, JobOutcome> {
  handle: TestHandler = async () => done;
  /** Runs while its result is recorded. */
  recorded: () => unknown = () => undefined;
  prepared: () => unknown = () => undefined;
  failed: (error: unknown, attempt: JobAttempt) => JobOutcome = (error) =>
    retry(error instanceof Error ? error.message : String(error));

  async prepare(_: Transaction, { orderId }: Payload, attempt: JobAttempt) {
    this.prepared();
    return { orderId, ...attempt };
  }

  perform({ orderId, ...attempt }: Payload & JobAttempt, signal: AbortSignal): Promise<JobOutcome> {
    return this.handle({ orderId }, { ...attempt, signal });
  }

  async record(_: Transaction, __: Payload, outcome: JobOutcome): Promise<JobOutcome> {
    this.recorded();
    return outcome;
  }

  async recordFailure(_: Transaction, __: Payload, error: unknown, attempt: JobAttempt): Promise<JobOutcome> {
    return this.failed(error, attempt);
  }
}

const laneNames = ['printify', 'printful'] as const;
const lanePayload = z.object({ lane: z.enum(laneNames) });
type LanePayload = z.infer<typeof lanePayload>;

/** Its calls go to two services. */
@Job({
  name: 'test-job-with-lanes',
  label: 'Call one of two services',
  payload: lanePayload,
  policy: { ...quickPolicy, concurrency: 2 },
  lanes: { names: laneNames, of: ({ lane }) => lane },
})
export class TestJobWithLanes implements JobSteps<LanePayload, LanePayload, JobOutcome> {
  call: (lane: LanePayload['lane']) => Promise<JobOutcome> = async () => done;

  async prepare(_: Transaction, payload: LanePayload): Promise<LanePayload> {
    return payload;
  }

  perform({ lane }: LanePayload): Promise<JobOutcome> {
    return this.call(lane);
  }

  async record(_: Transaction, __: LanePayload, outcome: JobOutcome): Promise<JobOutcome> {
    return outcome;
  }
}

/** Changes the policy of the test job until the next call. */
export function setPolicy(overrides: Partial<JobPolicy> = {}): void {
  policy = { ...quickPolicy, ...overrides };
}

/** No job of these tests reads a setting. */
export const testPolicies = () => new JobPolicies({} as Settings);

/** What a worker needs, with test jobs of its own. */
export function aRunner(database: Database) {
  const [job, jobWithLanes] = [new TestJob(), new TestJobWithLanes()];
  const policies = testPolicies();
  const runner = new JobRunner(database, new ResourceLeases(database), policies, (jobClass) =>
    jobClass === TestJobWithLanes ? jobWithLanes : job,
  );
  return { job, jobWithLanes, policies, runner };
}

/** Adds the order of each job to `handled`. */
export const recordIn =
  (handled: string[]): TestHandler =>
  async ({ orderId }) => {
    handled.push(orderId);
    return done;
  };
