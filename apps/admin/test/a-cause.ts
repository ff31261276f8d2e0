import type { ProblemCause } from '@daybook/contract';

let made = 0;

/** A cause of open problems, as the api returns it. A test names only the fields that matter to it. */
export function aCause(some: Partial<ProblemCause> = {}): ProblemCause {
  made += 1;
  const problems = some.problems ?? 20;
  return {
    cause: `order.submission_failed:printify:reason ${made}`,
    eventType: 'order.submission_failed',
    level: 'error',
    message: 'Submission to Printify failed: insufficient stock for M / Black',
    latestId: '00000000-0000-7000-8000-0000000000bb',
    problems,
    orders: problems,
    latestOrders: [{ id: '00000000-0000-7000-8000-0000000000aa', number: 'SS-260214-0042' }],
    firstAt: '2026-02-14T12:21:00.000Z',
    lastAt: '2026-02-14T12:31:00.000Z',
    lastAttempt: null,
    canRetry: true,
    assignedTo: null,
    snoozedUntil: null,
    ...some,
  };
}
