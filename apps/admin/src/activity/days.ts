import type { ActivityEntry } from '@daybook/contract';
import type { ShopTimes } from '../ui/shop-times';

export interface Day {
  readonly day: string;
  readonly heading: string;
  readonly entries: readonly ActivityEntry[];
}

/** The entries under their days, as the shop's time zone counts days. */
export function byDay(entries: readonly ActivityEntry[], times: ShopTimes, now: number): Day[] {
  const days: { day: string; heading: string; entries: ActivityEntry[] }[] = [];
  for (const entry of entries) {
    const day = times.dayOf(entry.occurredAt);
    const last = days.at(-1);
    if (last?.day === day) last.entries.push(entry);
    else days.push({ day, heading: times.dayHeading(entry.occurredAt, now), entries: [entry] });
  }
  return days;
}
