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
  'make-refund': { orderId: string; refundId: string };
  /** Asks the provider what has become of a part of an order. */
  'look-at-fulfilment': { orderId: string; fulfilmentId: string; because: 'webhook' | 'poll' };
  /** Asks for the confirmation of an order that was just paid. */
  'confirm-order': { orderId: string };
  /** Asks for the mail that tells of a parcel. */
  'announce-parcel': { orderId: string; shipmentId: string };
  /** Hands an e-mail to the mail server. */
  'send-mail': { mailId: string };
  /** Reads a provider's products into the catalogue; a run is told of in its row. */
  'sync-products': { provider: Provider; runId: string };
}
export type JobName = keyof JobMap;

export interface JobPolicy {
  /** Tries in all, the first included. A try cut short by its worker's death counts, but is never the last. */
  attempts: number;
  /** Seconds before the second try; doubled for each one after it. */
  retrySeconds: number;
  /** The longest a wait between two tries may become, in seconds. */
  retrySecondsMax: number;
  /** Seconds a try may take; after that it counts as failed. */
  leaseSeconds: number;
  /** How many of them one worker process works on side by side. */
  atOnce: number;
}
export type JobPolicies = Record<JobName, JobPolicy>;

/** What the owner of a shop may set of a policy. */
export type Tries = Pick<JobPolicy, 'attempts' | 'retrySeconds'>;
export interface OwnersTries {
  mailTries?: Tries;
  submissionTries?: Tries;
}

export const jobPolicies: JobPolicies = {
  'fulfil-order': { attempts: 80, retrySeconds: 5, retrySecondsMax: 3_600, leaseSeconds: 30, atOnce: 2 },
  'submit-fulfilment': { attempts: 3, retrySeconds: 300, retrySecondsMax: 300, leaseSeconds: 50, atOnce: 4 },
  'make-refund': { attempts: 20, retrySeconds: 5, retrySecondsMax: 3_600, leaseSeconds: 50, atOnce: 2 },
  'look-at-fulfilment': { attempts: 5, retrySeconds: 30, retrySecondsMax: 600, leaseSeconds: 50, atOnce: 4 },
  'fetch-order-lines': { attempts: 80, retrySeconds: 5, retrySecondsMax: 3_600, leaseSeconds: 60, atOnce: 2 },
  'confirm-order': { attempts: 20, retrySeconds: 5, retrySecondsMax: 3_600, leaseSeconds: 20, atOnce: 1 },
  'announce-parcel': { attempts: 20, retrySeconds: 5, retrySecondsMax: 3_600, leaseSeconds: 20, atOnce: 1 },
  'send-mail': { attempts: 5, retrySeconds: 60, retrySecondsMax: 3_600, leaseSeconds: 60, atOnce: 2 },
  // as long as Printful takes for thousands of products, at 120 calls a minute
  'sync-products': { attempts: 4, retrySeconds: 10, retrySecondsMax: 60, leaseSeconds: 7_200, atOnce: 2 },
};

export function policiesWith({ mailTries, submissionTries }: OwnersTries): JobPolicies {
  return {
    ...jobPolicies,
    'send-mail': { ...jobPolicies['send-mail'], ...mailTries },
    // always as far apart as the owner says
    'submit-fulfilment': {
      ...jobPolicies['submit-fulfilment'],
      ...submissionTries,
      ...(submissionTries && { retrySecondsMax: submissionTries.retrySeconds }),
    },
  };
}

export const jobNames = Object.keys(jobPolicies).filter((name): name is JobName => name in jobPolicies);

/** Lost workers a job survives beyond the tries of its policy, before it is taken for what kills them. */
export const lostWorkers = 5;

/** Whoever asks to be left alone for longer is asked again all the same. */
const longestAskedFor = 3_600;

/** Seconds to wait after the `failed`-th try that failed (1 is the first); `least`: what was asked for. */
export function secondsUntilRetry(policy: JobPolicy, failed: number, least = 0): number {
  const wait = Math.min(policy.retrySecondsMax, policy.retrySeconds * 2 ** (failed - 1));
  return Math.max(wait, Math.min(least, longestAskedFor));
}
