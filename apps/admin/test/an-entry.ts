import type { ActivityEntry } from '@daybook/contract';

let made = 0;

/** An entry as the api returns it. A test names only the fields that matter to it. */
export function anEntry(some: Partial<ActivityEntry> = {}): ActivityEntry {
  made += 1;
  const occurredAt = some.occurredAt ?? new Date(Date.UTC(2026, 1, 14, 12) + made * 1000).toISOString();
  return {
    id: `00000000-0000-7000-8000-${String(made).padStart(12, '0')}`,
    eventType: 'order.created',
    level: 'info',
    orderId: null,
    orderNumber: null,
    payload: {},
    message: 'Order placed — £43.00 via Stripe',
    actor: null,
    insertedAt: occurredAt,
    resolvedAt: null,
    resolvedBy: null,
    cause: null,
    assignedTo: null,
    snoozedUntil: null,
    ...some,
    occurredAt,
  };
}

export function aProblem(some: Partial<ActivityEntry> = {}): ActivityEntry {
  return anEntry({
    eventType: 'order.submission_failed',
    level: 'error',
    message: 'Submission to Printify failed: variant out of stock',
    ...some,
  });
}

/** Newest first, a minute apart, ids falling with the times. */
export function someEntries(count: number, some: Partial<ActivityEntry> = {}): ActivityEntry[] {
  return Array.from({ length: count }, (_, i) =>
    anEntry({ ...some, occurredAt: new Date(Date.UTC(2026, 1, 14, 12) - i * 60_000).toISOString() }),
  );
}
