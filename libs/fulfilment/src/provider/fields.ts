import { sanitize } from '@daybook/webhooks';
import { z } from 'zod';

/** Sanitises the fields and leaves out the empty ones. */
export function omitEmpty(fields: Record<string, string | null>): Record<string, string> {
  return Object.fromEntries(
    Object.entries(fields).flatMap(([field, value]) => {
      const text = sanitize(value ?? '');
      return text === '' ? [] : [[field, text]];
    }),
  );
}

/** Empty or not a text: null. A number is read as text, because providers send ids as either. */
export const optionalText = z
  .union([z.string(), z.number()])
  .nullish()
  .catch(null)
  .transform((value) => sanitize(String(value ?? '')) || null);

const text = z.string().transform((value) => sanitize(value));
export const requiredText = z.union([text, z.number().transform(String)]).pipe(z.string().min(1).max(255));

/** A web address; anything else is null, because it is shown as a link. */
export const optionalUrl = optionalText.transform((value) => {
  // Printful puts a zero-width space before some
  const address = value?.replace(/^[\u200B\uFEFF]+/, '') ?? '';
  return /^https?:\/\//i.test(address) && URL.canParse(address) ? address : null;
});

/** Parses ISO 8601, or Printify's `2022-05-17 15:00:00+00:00`. Without a zone it is UTC. */
function parseTimestamp(text: string): Date | null {
  const iso = text.trim().replace(/^(\d{4}-\d{2}-\d{2}) (?=\d)/, '$1T');
  if (!/^\d{4}-\d{2}-\d{2}T/.test(iso)) return null;
  const time = new Date(/(?:Z|[+-]\d{2}:?\d{2})$/i.test(iso) ? iso : `${iso}Z`);
  // Printify sends the epoch for "never"
  return Number.isNaN(time.getTime()) || time.getTime() <= 0 ? null : time;
}

/** Unreadable: null. A bad time must not lose the rest of the object. */
export const optionalTimestamp = z
  .string()
  .nullish()
  .catch(null)
  .transform((value) => (value ? parseTimestamp(value) : null));

export const requiredTimestamp = z.string().transform((value, context) => {
  const time = parseTimestamp(value);
  if (time) return time;
  context.addIssue('not a time');
  return z.NEVER;
});

export const optionalFlag = z.boolean().nullish().catch(null);

/** Missing or malformed: an empty list. */
export const optionalList = <T extends z.ZodType>(item: T) =>
  z
    .array(item)
    .nullish()
    .catch(null)
    .transform((items) => items ?? []);
