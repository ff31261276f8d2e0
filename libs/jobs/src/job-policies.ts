import type { JobName } from '@daybook/contract';

export interface JobPolicy {
  /** Includes the first attempt. One that a crash cut short counts, but is never the last. */
  maxAttempts: number;
  /** Seconds before the second attempt; doubled before each further one, up to `maxBackoffSeconds`. */
  backoffSeconds: number;
  maxBackoffSeconds: number;
  /** Seconds after which an attempt counts as failed. */
  timeoutSeconds: number;
  /** How many of these jobs one worker process runs at once. */
  concurrency: number;
}
export type JobPolicyTable = Record<JobName, JobPolicy>;

type RetryOverride = Pick<JobPolicy, 'maxAttempts' | 'backoffSeconds'>;
/** What the shop's owner may set. */
export interface RetryOverrides {
  mailRetries?: RetryOverride;
  submissionRetries?: RetryOverride;
}

const standard = { maxAttempts: 20, backoffSeconds: 5, maxBackoffSeconds: 3_600, timeoutSeconds: 20, concurrency: 1 };

export const defaultJobPolicies: JobPolicyTable = {
  'fulfil-order': { ...standard, maxAttempts: 80, timeoutSeconds: 30, concurrency: 2 },
  'submit-fulfilment': {
    maxAttempts: 3,
    backoffSeconds: 300,
    maxBackoffSeconds: 300,
    timeoutSeconds: 50,
    concurrency: 4,
  },
  'create-refund': { ...standard, timeoutSeconds: 50, concurrency: 2 },
  'refresh-fulfilment': {
    maxAttempts: 5,
    backoffSeconds: 30,
    maxBackoffSeconds: 600,
    timeoutSeconds: 50,
    concurrency: 4,
  },
  'fetch-order-lines': { ...standard, maxAttempts: 80, timeoutSeconds: 60, concurrency: 2 },
  'send-order-confirmation': standard,
  'send-shipping-notification': standard,
  'send-mail': { maxAttempts: 5, backoffSeconds: 60, maxBackoffSeconds: 3_600, timeoutSeconds: 60, concurrency: 2 },
  // Printful takes this long for thousands of products, at 120 calls a minute
  'sync-products': { maxAttempts: 4, backoffSeconds: 10, maxBackoffSeconds: 60, timeoutSeconds: 7_200, concurrency: 2 },
};

export function applyRetryOverrides({ mailRetries, submissionRetries }: RetryOverrides): JobPolicyTable {
  return {
    ...defaultJobPolicies,
    'send-mail': { ...defaultJobPolicies['send-mail'], ...mailRetries },
    'submit-fulfilment': {
      ...defaultJobPolicies['submit-fulfilment'],
      ...submissionRetries,
      // this interval is constant
      ...(submissionRetries && { maxBackoffSeconds: submissionRetries.backoffSeconds }),
    },
  };
}

/** The policies of this process, injected so that a test can replace them. */
export class JobPolicies {
  constructor(private readonly policies: JobPolicyTable = defaultJobPolicies) {}

  get(name: JobName): JobPolicy {
    return this.policies[name];
  }
}

/** Worker crashes that a job survives beyond its attempts, before it counts as the cause of them. */
export const maxCrashes = 5;

/** The upper limit for a `retryAfterSeconds` that somebody else asks for. */
const maxRetryAfterSeconds = 3_600;

/** Seconds to wait after failed attempt number `attempt`; at least `retryAfterSeconds`. */
export function retryDelaySeconds(policy: JobPolicy, attempt: number, retryAfterSeconds = 0): number {
  const backoff = Math.min(policy.maxBackoffSeconds, policy.backoffSeconds * 2 ** (attempt - 1));
  return Math.max(backoff, Math.min(retryAfterSeconds, maxRetryAfterSeconds));
}
