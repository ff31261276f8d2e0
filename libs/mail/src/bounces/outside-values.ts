import { sanitize } from '@daybook/webhooks';
import { z } from 'zod';

const maxLength = 300;

/** A name or an id as it has to be there to be stored. */
export const word = z
  .string()
  .trim()
  .min(1)
  .max(200)
  .regex(/^\P{Cc}+$/u, 'has control characters');

/** On one line and not too long; what is empty or no text counts as none. */
export const optionalText = z
  .string()
  .nullish()
  .catch(null)
  .transform((value) => {
    const text = sanitize(value ?? '', maxLength);
    return text === '' ? null : text;
  });

/** The id of a message of ours; anything else is somebody else's. */
export const optionalMailId = z
  .uuid()
  .nullish()
  .catch(null)
  .transform((value) => value ?? null);

/** A time as ISO 8601 or in seconds since 1970; null for what cannot be one. */
export function momentOf(value: unknown): Date | null {
  const moment =
    typeof value === 'number' ? new Date(value * 1_000) : typeof value === 'string' ? new Date(value) : null;
  const year = moment?.getUTCFullYear() ?? 0;
  return year >= 2000 && year < 2200 ? moment : null;
}
