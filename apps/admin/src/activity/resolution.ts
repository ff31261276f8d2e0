import type { ActivityEntry } from '@daybook/contract';
import { eventKinds, isolate } from '@daybook/contract/vocabulary';
import type { TimeFormatter } from '../ui/time-formatter';

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

/**
 * `Resolved by Ada, 14:30`, or `Resolved by “Submitted to Printify”, 14:30`: the sentence of the entry that resolved it
 * where it is at hand (`sentences`, by id), without its trailing parenthesis; otherwise the event's label.
 */
export function resolutionText(
  entry: ActivityEntry,
  times: TimeFormatter,
  messagesById: ReadonlyMap<string, string> = new Map(),
): string | null {
  const { resolvedAt, resolvedBy } = entry;
  if (resolvedAt === null) return null;
  const when = times.timeAndDateUnlessSameDay(resolvedAt, entry.occurredAt);
  if (resolvedBy === null) return `Resolved, ${when}`;
  if (resolvedBy.by === 'person') return `Resolved by ${isolate(resolvedBy.name)}, ${when}`;
  const sentence = messagesById.get(resolvedBy.entryId)?.replace(/\s*\([^()]*\)$/, '');
  return `Resolved by “${sentence ?? eventKinds[resolvedBy.eventType].label}”, ${when}`;
}
