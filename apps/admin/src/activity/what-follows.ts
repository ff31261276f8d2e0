import type { ActivityEntry } from '@daybook/contract';
import type { TimeFormatter } from '../ui/time-formatter';

/** `Tries again at 12:26 (attempt 2 of 3)`: what follows a failure by itself; null when nothing does, or nobody knows. */
export function whatFollows(entry: ActivityEntry, times: TimeFormatter): string | null {
  const { attempt, of, nextAttemptAt, gaveUpAfter } = entry.payload;
  if (entry.resolvedBy !== null || gaveUpAfter !== undefined) return null;
  if (typeof attempt !== 'number' || typeof of !== 'number') return null;
  if (typeof nextAttemptAt !== 'string') return `Keeps trying, up to ${of} times`;
  const when = times.timeAndDateUnlessSameDay(nextAttemptAt, entry.occurredAt);
  return `Tries again at ${when} (attempt ${attempt + 1} of ${of})`;
}
