import type { WebhookEvent } from '@daybook/contract';
import { isolate } from '@daybook/contract/vocabulary';

export function outcomeText({ state, attempts, lastError }: WebhookEvent): string {
  const because = lastError === null ? '' : `: ${isolate(lastError.replace(/\.\s*$/, ''))}`;
  const tries = `${attempts} ${attempts === 1 ? 'attempt' : 'attempts'}`;
  // what is not understood is attempted once
  if (state === 'failed') return `Could not be processed${attempts === 1 ? '' : ` in ${tries}`}${because}.`;
  if (state === 'pending') return attempts === 0 ? 'Not processed yet.' : `Will retry soon, after ${tries}${because}.`;
  if (state === 'ignored') return 'Received; nothing to do.';
  return 'Processed.';
}

/** Indents a JSON body; returns any other body unchanged. */
export function formatBody(body: string): string {
  try {
    return JSON.stringify(JSON.parse(body), null, 2);
  } catch {
    return body;
  }
}
