import type { WebhookEvent } from '@daybook/contract';

/** How it went so far, as a sentence. */
export function attemptsText({ state, attempts, lastError }: WebhookEvent): string {
  const because = lastError === null ? '' : `: ${lastError.replace(/\.\s*$/, '')}`;
  const tries = `${attempts} ${attempts === 1 ? 'try' : 'tries'}`;
  if (state === 'failed') return `Could not be processed in ${tries}${because}.`;
  if (state === 'pending') return attempts === 0 ? 'Not processed yet.' : `Will retry soon, after ${tries}${because}.`;
  if (state === 'ignored') return 'Kept; nothing here acts upon it.';
  return 'Processed.';
}

/** A body as it is read best; one that is no JSON, as it came. */
export function formatBody(body: string): string {
  try {
    return JSON.stringify(JSON.parse(body), null, 2);
  } catch {
    return body;
  }
}
