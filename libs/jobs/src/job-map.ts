import type { Provider } from '@daybook/contract';

/** Every job and what it carries: ids, never copies of what the database knows. */
export interface JobMap {
  /** Asks Stripe for the lines of an order whose session was made elsewhere, and stores them. */
  'fetch-order-lines': { orderId: string };
  /** Hands the parts of a paid order to their providers. */
  'fulfil-order': { orderId: string };
  /** One run of tries at submitting a part of an order; a later run supersedes it. */
  'submit-fulfilment': { orderId: string; fulfilmentId: string; run: number };
  /** Asks Stripe to give money back. */
  'create-refund': { orderId: string; refundId: string };
  /** Asks the provider what has become of a part of an order. */
  'refresh-fulfilment': { orderId: string; fulfilmentId: string; because: 'webhook' | 'poll' };
  /** Asks for the confirmation of an order that was just paid. */
  'send-order-confirmation': { orderId: string };
  /** Asks for the mail that tells of a parcel. */
  'send-shipping-notification': { orderId: string; shipmentId: string };
  /** Hands an e-mail to the mail server. */
  'send-mail': { mailId: string };
  /** Reads a provider's products into the catalogue; a run is told of in its row. */
  'sync-products': { provider: Provider; runId: string };
}
export type JobName = keyof JobMap;

export interface JobPolicy {
  /** Tries in all, the first included. A try cut short by its worker's death counts, but is never the last. */
  maxAttempts: number;
  /** Seconds before the second try; doubled for each one after it. */
  backoffSeconds: number;
  /** The longest a wait between two tries may become, in seconds. */
  maxBackoffSeconds: number;
  /** Seconds a try may take; after that it counts as failed. */
  timeoutSeconds: number;
  /** How many of them one worker process works on side by side. */
  concurrency: number;
}
export type JobPolicyTable = Record<JobName, JobPolicy>;

/** What the owner of a shop may set of a policy. */
export type RetryOverride = Pick<JobPolicy, 'maxAttempts' | 'backoffSeconds'>;
export interface RetryOverrides {
  mailRetries?: RetryOverride;
  submissionRetries?: RetryOverride;
}

export const defaultJobPolicies: JobPolicyTable = {
  'fulfil-order': { maxAttempts: 80, backoffSeconds: 5, maxBackoffSeconds: 3_600, timeoutSeconds: 30, concurrency: 2 },
  'submit-fulfilment': {
    maxAttempts: 3,
    backoffSeconds: 300,
    maxBackoffSeconds: 300,
    timeoutSeconds: 50,
    concurrency: 4,
  },
  'create-refund': { maxAttempts: 20, backoffSeconds: 5, maxBackoffSeconds: 3_600, timeoutSeconds: 50, concurrency: 2 },
  'refresh-fulfilment': {
    maxAttempts: 5,
    backoffSeconds: 30,
    maxBackoffSeconds: 600,
    timeoutSeconds: 50,
    concurrency: 4,
  },
  'fetch-order-lines': {
    maxAttempts: 80,
    backoffSeconds: 5,
    maxBackoffSeconds: 3_600,
    timeoutSeconds: 60,
    concurrency: 2,
  },
  'send-order-confirmation': {
    maxAttempts: 20,
    backoffSeconds: 5,
    maxBackoffSeconds: 3_600,
    timeoutSeconds: 20,
    concurrency: 1,
  },
  'send-shipping-notification': {
    maxAttempts: 20,
    backoffSeconds: 5,
    maxBackoffSeconds: 3_600,
    timeoutSeconds: 20,
    concurrency: 1,
  },
  'send-mail': { maxAttempts: 5, backoffSeconds: 60, maxBackoffSeconds: 3_600, timeoutSeconds: 60, concurrency: 2 },
  // as long as Printful takes for thousands of products, at 120 calls a minute
  'sync-products': { maxAttempts: 4, backoffSeconds: 10, maxBackoffSeconds: 60, timeoutSeconds: 7_200, concurrency: 2 },
};

export function applyRetryOverrides({ mailRetries, submissionRetries }: RetryOverrides): JobPolicyTable {
  return {
    ...defaultJobPolicies,
    'send-mail': { ...defaultJobPolicies['send-mail'], ...mailRetries },
    // always as far apart as the owner says
    'submit-fulfilment': {
      ...defaultJobPolicies['submit-fulfilment'],
      ...submissionRetries,
      ...(submissionRetries && { maxBackoffSeconds: submissionRetries.backoffSeconds }),
    },
  };
}

export const jobNames = Object.keys(defaultJobPolicies).filter((name): name is JobName => name in defaultJobPolicies);

/** Lost workers a job survives beyond the tries of its policy, before it is taken for what kills them. */
export const maxCrashes = 5;

/** Whoever asks to be left alone for longer is asked again all the same. */
const longestAskedFor = 3_600;

/** Seconds to wait after the `failed`-th try that failed (1 is the first); `least`: what was asked for. */
export function retryDelaySeconds(policy: JobPolicy, failed: number, least = 0): number {
  const wait = Math.min(policy.maxBackoffSeconds, policy.backoffSeconds * 2 ** (failed - 1));
  return Math.max(wait, Math.min(least, longestAskedFor));
}
