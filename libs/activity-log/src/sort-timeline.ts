import type { EventType } from '@daybook/contract';
import { eventDefinitions } from './event-definitions.js';

interface Timed {
  eventType: EventType;
  occurredAt: Date;
}

interface Told extends Timed {
  message: string;
}

const rank = ({ eventType }: Timed) => eventDefinitions[eventType].rank;

/** Of the same time, in the order of an order's lifecycle. */
export const compareTimes = (a: Timed, b: Timed): number =>
  a.occurredAt.getTime() - b.occurredAt.getTime() || rank(a) - rank(b);

/** What nothing else orders stands in the same order whichever came first. */
const compareTold = (a: Told, b: Told): number => (isWholeSecond(a) ? a.message.localeCompare(b.message, 'en') : 0);

const secondOf = ({ occurredAt }: Timed) => Math.floor(occurredAt.getTime() / 1_000);
const isWholeSecond = ({ occurredAt }: Timed) => occurredAt.getMilliseconds() === 0;

/**
 * Oldest first. Stripe and the providers say whole seconds, so such an entry may belong anywhere in its second: it comes before
 * the first of our own that is later in an order's lifecycle. Ours stay in the order of their times.
 */
export function sortTimeline<T extends Told>(entries: T[]): T[] {
  const byTime = entries.toSorted((a, b) => compareTimes(a, b) || compareTold(a, b));
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
