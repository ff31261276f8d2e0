import type { EventType } from '@daybook/contract';
import { eventDefinitions } from './event-definitions.js';

interface Timed {
  eventType: EventType;
  occurredAt: Date;
}

const rank = ({ eventType }: Timed) => eventDefinitions[eventType].rank;
const secondOf = ({ occurredAt }: Timed) => Math.floor(occurredAt.getTime() / 1_000);
const isWholeSecond = ({ occurredAt }: Timed) => occurredAt.getMilliseconds() === 0;

/**
 * Oldest first. Stripe and the providers say whole seconds, so such an entry may belong anywhere in its second: it comes before
 * the first of our own that is later in an order's lifecycle. Ours stay in the order of their times.
 */
export function sortTimeline<T extends Timed>(entries: T[]): T[] {
  const byTime = entries.toSorted((a, b) => a.occurredAt.getTime() - b.occurredAt.getTime() || rank(a) - rank(b));
  const seconds = Map.groupBy(byTime, secondOf);
  return [...seconds.values()].flatMap((second) => {
    const sorted = second.filter((entry) => !isWholeSecond(entry));
    for (const entry of second.filter(isWholeSecond)) {
      const next = sorted.findIndex((other) => rank(other) > rank(entry));
      sorted.splice(next < 0 ? sorted.length : next, 0, entry);
    }
    return sorted;
  });
}
