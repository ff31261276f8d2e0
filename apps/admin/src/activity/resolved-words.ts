import type { ActivityEntry } from '@daybook/contract';
import { eventKinds } from '@daybook/contract/vocabulary';
import type { ShopTimes } from '../ui/shop-times';

/**
 * `Resolved by Ada, 14:30`, or `Resolved by “Submitted to Printify”, 14:30`: the sentence of the entry that resolved it
 * where it is at hand (`sentences`, by id), without its trailing parenthesis; otherwise the event's label.
 */
export function resolvedWords(
  entry: ActivityEntry,
  times: ShopTimes,
  sentences: ReadonlyMap<string, string> = new Map(),
): string | null {
  const { resolvedAt, resolvedBy } = entry;
  if (resolvedAt === null) return null;
  const when = times.timeWithDate(resolvedAt, entry.occurredAt);
  if (resolvedBy === null) return `Resolved, ${when}`;
  if (resolvedBy.by === 'person') return `Resolved by ${resolvedBy.name}, ${when}`;
  const sentence = sentences.get(resolvedBy.entryId)?.replace(/\s*\([^()]*\)$/, '');
  return `Resolved by “${sentence ?? eventKinds[resolvedBy.eventType].label}”, ${when}`;
}
