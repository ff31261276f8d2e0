import type { JobCounts, QueuedJob } from '@daybook/contract';

let made = 0;

/** A job that waits for its next attempt, as the api returns it. A test names only the fields that matter to it. */
export function aJob(some: Partial<QueuedJob> = {}): QueuedJob {
  made += 1;
  return {
    id: `00000000-0000-7000-8000-${String(made).padStart(12, '0')}`,
    name: 'fetch-order-lines',
    label: 'Fetch the lines of an order from Stripe',
    orderId: '00000000-0000-7000-8000-0000000000aa',
    orderNumber: 'SS-260214-0042',
    state: 'waiting',
    attempts: 3,
    maxAttempts: 80,
    enqueuedAt: '2026-02-14T12:00:00.000Z',
    dueAt: '2026-02-14T12:30:00.000Z',
    discardedAt: null,
    lastError: 'Stripe did not answer',
    retryHint: null,
    ...some,
  };
}

export function aDiscardedJob(some: Partial<QueuedJob> = {}): QueuedJob {
  return aJob({ state: 'discarded', attempts: 80, dueAt: null, discardedAt: '2026-02-14T12:20:00.000Z', ...some });
}

export function countsOf(jobs: readonly QueuedJob[]): JobCounts {
  const counted = (state: QueuedJob['state']) => ({
    count: jobs.filter((job) => job.state === state).length,
    isCapped: false,
  });
  return { waiting: counted('waiting'), running: counted('running'), discarded: counted('discarded') };
}
