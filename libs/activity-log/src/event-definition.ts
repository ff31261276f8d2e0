import {
  createMoneyFormatter,
  type EventMap,
  type EventType,
  type Failure,
  type Level,
  type Money,
} from '@daybook/contract';

/** How the shop writes values, in its locale. */
export interface Formatters {
  money: (money: Money) => string;
  /** The day of an ISO 8601 time in the shop's time zone, without its year. */
  day: (time: string) => string;
}

export function createFormatters(locale: string, timeZone: string): Formatters {
  const days = new Intl.DateTimeFormat(locale, { day: 'numeric', month: 'short', timeZone });
  return { money: createMoneyFormatter(locale), day: (time) => days.format(new Date(time)) };
}

/** The problems of `type`, of the same order, whose data equal `where` and differ from `whereNot`. */
export type ProblemSelector = {
  [T in EventType]: { type: T; where?: Partial<EventMap[T]>; whereNot?: Partial<EventMap[T]> };
}[EventType];

/** What a person would call one problem, on however many orders it shows: its event with its source and reason. */
interface Cause {
  /** Where it comes from, such as a provider. */
  source?: string | null;
  reason?: string;
  /** Says what all its entries have in common. */
  sentence: string;
}

export type EventDefinition<T extends EventType> = EventRules<T> &
  (
    | { level: Extract<Level, 'info'>; cause?: never; isRetryable?: never }
    | {
        level: Exclude<Level, 'info'>;
        cause: (data: EventMap[T]) => Cause;
        /** Whether the library that it belongs to can try again: it reacts to `retry_requested`. */
        isRetryable?: (data: EventMap[T]) => boolean;
      }
  );

interface EventRules<T extends EventType> {
  /** Sorts events of one second into an order's lifecycle: providers send whole seconds. */
  rank: number;
  sentence: (data: EventMap[T], formatters: Formatters) => string;
  /** The problems this event resolves, whichever of them is recorded first. A problem takes over from its earlier ones. */
  resolves?: (data: EventMap[T]) => ProblemSelector[];
  /** Recorded as resolved: nobody has to act on it. */
  isAlreadyResolved?: (data: EventMap[T]) => boolean;
  /** Merges a new event into the open entry of the same type whose data equal `where`, if there is one. */
  mergesInto?: {
    where(data: EventMap[T]): Partial<EventMap[T]>;
    merge(open: EventMap[T], added: EventMap[T], at: Date): EventMap[T];
    /** What is added is one more of them, and ends a snooze. Otherwise it is news of one that goes on. */
    isOneMore?: true;
  };
}

export const formatCount = (count: number, noun: string) => `${count} ${count === 1 ? noun : `${noun}s`}`;

/** A reason, and how often it was attempted when no other attempt follows. */
export const formatFailure = ({ reason, gaveUpAfter }: Failure) =>
  gaveUpAfter === undefined ? reason : `${reason} — gave up after ${formatCount(gaveUpAfter, 'attempt')}`;
