/** Every job and what it carries: ids, never copies of what the database knows. */
export interface JobMap {
  /** Asks Stripe for the lines of an order whose session was made elsewhere, and stores them. */
  'fetch-order-lines': { orderId: string };
  /** Asks for the confirmation of an order that was just paid. */
  'confirm-order': { orderId: string };
  /** Hands an e-mail to the mail server. */
  'send-mail': { mailId: string };
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
}

export const jobPolicies: JobPolicies = {
  'fetch-order-lines': { attempts: 80, retrySeconds: 5, retrySecondsMax: 3_600, leaseSeconds: 60, atOnce: 2 },
  'confirm-order': { attempts: 20, retrySeconds: 5, retrySecondsMax: 3_600, leaseSeconds: 20, atOnce: 1 },
  'send-mail': { attempts: 5, retrySeconds: 60, retrySecondsMax: 3_600, leaseSeconds: 60, atOnce: 2 },
};

export function policiesWith({ mailTries }: OwnersTries): JobPolicies {
  return { ...jobPolicies, 'send-mail': { ...jobPolicies['send-mail'], ...mailTries } };
}

export const jobNames = Object.keys(jobPolicies).filter((name): name is JobName => name in jobPolicies);

/** Lost workers a job survives beyond the tries of its policy, before it is taken for what kills them. */
export const lostWorkers = 5;

/** Seconds to wait after the `failed`-th try that failed (1 is the first). */
export function secondsUntilRetry(policy: JobPolicy, failed: number): number {
  return Math.min(policy.retrySecondsMax, policy.retrySeconds * 2 ** (failed - 1));
}
