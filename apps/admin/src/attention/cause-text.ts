import type { ProblemCause, SnoozedUntil } from '@daybook/contract';
import { isolate } from '@daybook/contract/vocabulary';
import type { TimeFormatter } from '../ui/time-formatter';
import { addDays, dayOf, timeOn } from '../ui/time-zone';

const maxNumbers = 3;
const morning = '09:00';

/** `20 orders`; problems without an order are counted themselves. Null for a single one. */
export function countText({ orders, problems }: ProblemCause): string | null {
  if (problems === 1) return null;
  return orders === problems ? `${orders} orders` : `${problems} problems`;
}

/** `SS-261128-0029, SS-261128-0026, SS-261128-0028 and 17 more` */
export function ordersText({ latestOrders, orders, problems }: ProblemCause): string {
  const numbers = latestOrders.slice(0, maxNumbers).map(({ number }) => number ?? 'order');
  if (numbers.length === 0) return problems === 1 ? 'Show it' : `Show all ${problems}`;
  const more = orders - numbers.length;
  return `${numbers.join(', ')}${more > 0 ? ` and ${more} more` : ''}`;
}

/** Nine in the morning after `now`, where the shop is. */
export function tomorrowMorning(now: number, timeZone: string): string {
  return timeOn(addDays(dayOf(now, timeZone)), morning, timeZone);
}

/** `until tomorrow, 09:00`, `until 3 Dec, 09:00`, `until it happens again` */
export function snoozeText(until: SnoozedUntil, times: TimeFormatter, now: number): string {
  if (until === 'again') return 'until it happens again';
  const tomorrow = addDays(dayOf(now, times.timeZone));
  if (times.dayOf(until) === tomorrow) return `until tomorrow, ${times.time(until)}`;
  return `until ${times.timeAndDateUnlessSameDay(until, new Date(now).toISOString())}`;
}

/** Who looks after it, and until when it is snoozed. */
export function standingText(
  { assignedTo, snoozedUntil }: Pick<ProblemCause, 'assignedTo' | 'snoozedUntil'>,
  times: TimeFormatter,
  now: number,
): string | null {
  const parts = [
    ...(snoozedUntil === null ? [] : [`snoozed ${snoozeText(snoozedUntil, times, now)}`]),
    ...(assignedTo === null ? [] : [`assigned to ${isolate(assignedTo)}`]),
  ];
  return parts.length === 0 ? null : parts.join(' · ');
}
