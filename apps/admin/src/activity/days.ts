import type { ActivityEntry } from '@daybook/contract';
import type { TimeFormatter } from '../ui/time-formatter';

export interface DayGroup {
  readonly day: string;
  readonly heading: string;
  readonly entries: readonly ActivityEntry[];
}

export function groupByDay(entries: readonly ActivityEntry[], times: TimeFormatter, now: number): DayGroup[] {
  const days: { day: string; heading: string; entries: ActivityEntry[] }[] = [];
  for (const entry of entries) {
    const day = times.dayOf(entry.occurredAt);
    const last = days.at(-1);
    if (last?.day === day) last.entries.push(entry);
    else days.push({ day, heading: times.dayHeading(entry.occurredAt, now), entries: [entry] });
  }
  return days;
}
