import type { LoggedEntry } from '@daybook/activity-log';
import type { ActivityEntry } from '@daybook/contract';

export function entryShown(entry: LoggedEntry, orderNumber: string | null): ActivityEntry {
  return {
    id: entry.id,
    eventType: entry.eventType,
    level: entry.level,
    orderId: entry.orderId,
    orderNumber,
    payload: entry.payload,
    message: entry.message,
    actor: entry.actor,
    occurredAt: entry.occurredAt.toISOString(),
    insertedAt: entry.insertedAt.toISOString(),
    resolvedAt: entry.resolvedAt?.toISOString() ?? null,
    resolvedBy: entry.resolvedBy,
  };
}
