import type { QueuedJob } from '@daybook/contract';
import { isolate } from '@daybook/contract/vocabulary';
import type { TimeFormatter } from '../ui/time-formatter';

const minuteMs = 60_000;

export function attemptsText({ state, attempts, maxAttempts, lastError }: QueuedJob): string {
  const because = lastError === null ? '.' : `: ${isolate(lastError.replace(/\.\s*$/, ''))}.`;
  // beyond `maxAttempts`, its workers crashed
  const number = Math.min(attempts, maxAttempts);
  const which = `Attempt ${number} of ${maxAttempts}`;
  if (state === 'discarded') return `Gave up after ${number} ${number === 1 ? 'attempt' : 'attempts'}${because}`;
  if (state === 'running') return `${which} is under way.`;
  if (attempts === 0) return 'Not attempted yet.';
  return lastError === null ? `${which} did not finish.` : `${which} failed${because}`;
}

export function dueText({ state, dueAt, discardedAt, attempts }: QueuedJob, times: TimeFormatter, now: number): string {
  if (state === 'running') return 'Running';
  if (state === 'discarded') return `Gave up ${discardedAt === null ? '' : times.ago(discardedAt, now)}`.trim();
  const ahead = dueAt === null ? 0 : Date.parse(dueAt) - now;
  if (dueAt === null || ahead <= 0) return 'Due now';
  const which = attempts === 0 ? 'First' : 'Next';
  if (ahead < minuteMs) return `${which} attempt within a minute`;
  return `${which} attempt at ${times.timeAndDateUnlessSameDay(dueAt, new Date(now).toISOString())}`;
}
