import type { QueuedJob } from '@daybook/contract';
import type { TimeFormatter } from '../ui/time-formatter';

const minute = 60_000;

/** How it went so far, as a sentence. */
export function attemptsText({ state, attempts, maxAttempts, lastError }: QueuedJob): string {
  const because = lastError === null ? '.' : `: ${lastError.replace(/\.\s*$/, '')}.`;
  const which = `Try ${Math.min(attempts, maxAttempts)} of ${maxAttempts}`;
  if (state === 'discarded') return `Given up after ${attempts} ${attempts === 1 ? 'try' : 'tries'}${because}`;
  if (state === 'running') return `${which} is under way.`;
  if (attempts === 0) return 'Not tried yet.';
  return lastError === null ? `${which} did not come to its end.` : `${which} failed${because}`;
}

/** When it goes on, in words for the end of its row. */
export function dueText({ state, dueAt, discardedAt, attempts }: QueuedJob, times: TimeFormatter, now: number): string {
  if (state === 'running') return 'Running';
  if (state === 'discarded') return `Given up ${discardedAt === null ? '' : times.ago(discardedAt, now)}`.trim();
  const ahead = dueAt === null ? 0 : Date.parse(dueAt) - now;
  if (dueAt === null || ahead <= 0) return 'Due now';
  const which = attempts === 0 ? 'First' : 'Next';
  if (ahead < minute) return `${which} try within a minute`;
  return `${which} try at ${times.timeWithDate(dueAt, new Date(now).toISOString())}`;
}
