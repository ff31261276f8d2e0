import type { ActivityEntry } from '@daybook/contract';
import { eventKinds, type EventType, isolate } from '@daybook/contract/vocabulary';
import type { TimeFormatter } from '../ui/time-formatter';
import { whatFollows } from './what-follows';

const againTexts: Partial<Record<EventType, string>> = {
  'order.payment_failed': 'Failed again',
  'order.submission_failed': 'Failed again',
  'order.email.failed': 'Failed again',
  'order.refund_failed': 'Failed again',
  'sync.failed': 'Failed again',
  'webhook.failed': 'Failed again',
  'order.on_hold': 'Held again',
  'order.overdue': 'Overdue again',
  'order.cancel_refused': 'Refused again',
  'email.bounced': 'Bounced again',
};

export function isProblem(entry: ActivityEntry): boolean {
  return entry.level !== 'info';
}

export function isOpen(entry: ActivityEntry): boolean {
  return isProblem(entry) && entry.resolvedAt === null;
}

/** A person's resolution can be undone; a resolution by a later success cannot. */
export function canReopen(entry: ActivityEntry): boolean {
  return isProblem(entry) && entry.resolvedBy?.by === 'person';
}

/** How a problem stands: `Open, assigned to Ada · Tries again at 12:26 (attempt 2 of 3)`, `Resolved by Ada, 14:30`, `Failed again 12:31`. */
export function standingText(
  entry: ActivityEntry,
  times: TimeFormatter,
  messagesById?: ReadonlyMap<string, string>,
): string | null {
  if (!isOpen(entry)) return resolutionText(entry, times, messagesById);
  const open = entry.assignedTo === null ? 'Open' : `Open, assigned to ${isolate(entry.assignedTo)}`;
  const follows = whatFollows(entry, times);
  return follows === null ? open : `${open} · ${follows}`;
}

/**
 * `Resolved by Ada, 14:30`, or `Resolved by “Submitted to Printify”, 14:30`: the sentence of the entry that resolved it
 * where it is at hand (by its id), without its trailing parenthesis; otherwise the event's label. `Failed again 12:31`, when
 * a newer problem of the same kind took over.
 */
function resolutionText(
  entry: ActivityEntry,
  times: TimeFormatter,
  messagesById: ReadonlyMap<string, string> = new Map(),
): string | null {
  const { resolvedAt, resolvedBy } = entry;
  // recorded as resolved: nobody ever had to act
  if (resolvedAt === null || resolvedBy === null) return null;
  const when = times.timeAndDateUnlessSameDay(resolvedAt, entry.occurredAt);
  if (resolvedBy.by === 'person') return `Resolved by ${isolate(resolvedBy.name)}, ${when}`;
  if (resolvedBy.eventType === entry.eventType) return `${againTexts[entry.eventType] ?? 'Happened again'} ${when}`;
  const sentence = messagesById.get(resolvedBy.entryId)?.replace(/\s*\([^()]*\)$/, '');
  return `Resolved by “${sentence ?? eventKinds[resolvedBy.eventType].label}”, ${when}`;
}
