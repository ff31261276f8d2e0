import type { QueuedJob } from '@daybook/contract';
import type { ShopTimes } from '../ui/shop-times';

const minute = 60_000;

/** How it went so far, as a sentence. */
export function triesTold({ state, tries, triesGranted, lastError }: QueuedJob): string {
  const because = lastError === null ? '.' : `: ${lastError.replace(/\.\s*$/, '')}.`;
  const which = `Try ${Math.min(tries, triesGranted)} of ${triesGranted}`;
  if (state === 'given_up') return `Given up after ${tries} ${tries === 1 ? 'try' : 'tries'}${because}`;
  if (state === 'running') return `${which} is under way.`;
  if (tries === 0) return 'Not tried yet.';
  return lastError === null ? `${which} did not come to its end.` : `${which} failed${because}`;
}

/** When it goes on, in words for the end of its row. */
export function whenTold({ state, dueAt, givenUpAt, tries }: QueuedJob, times: ShopTimes, now: number): string {
  if (state === 'running') return 'Running';
  if (state === 'given_up') return `Given up ${givenUpAt === null ? '' : times.ago(givenUpAt, now)}`.trim();
  const ahead = dueAt === null ? 0 : Date.parse(dueAt) - now;
  if (dueAt === null || ahead <= 0) return 'Due now';
  const which = tries === 0 ? 'First' : 'Next';
  if (ahead < minute) return `${which} try within a minute`;
  return `${which} try at ${times.timeWithDate(dueAt, new Date(now).toISOString())}`;
}
