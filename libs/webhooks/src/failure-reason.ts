import { z } from 'zod';
import { sanitize } from './sanitize.js';

const maxLength = 500;

/** Why something from outside could not be used, as the end of a sentence: cleaned and bounded. */
export function failureReason(error: unknown): string {
  const text =
    error instanceof z.ZodError ? unreadableReason(error) : error instanceof Error ? error.message : String(error);
  return sanitize(text, maxLength);
}

/** "its body is not understood (carrier: expected object, received null)". */
function unreadableReason({ issues }: z.ZodError): string {
  const reasons = issues.map(({ path, message }) => {
    const expectation = message.replace(/^Invalid input: /, '');
    return path.length === 0 ? expectation : `${path.map(String).join('.')}: ${expectation}`;
  });
  return `its body is not understood (${reasons.join('; ')})`;
}
