import { z } from 'zod';

/** As much of a text as a row, a mail or a sentence can use. */
const maxLength = 1_000;

/** Text from outside, on one line, as PostgreSQL can store it: no control characters, no half of a surrogate pair. */
export function sanitize(text: string): string {
  return text
    .slice(0, maxLength)
    .replaceAll(/\p{Cc}+/gu, ' ')
    .toWellFormed()
    .trim();
}

/** The fields that say something, tidy; an empty one is better left out than sent. */
export function omitEmpty(fields: Record<string, string | null>): Record<string, string> {
  return Object.fromEntries(
    Object.entries(fields).flatMap(([field, value]) => {
      const text = sanitize(value ?? '');
      return text === '' ? [] : [[field, text]];
    }),
  );
}

/**
 * What is empty or no text counts as none. Numbers are taken for text: providers are not always sure which of the two an
 * id is.
 */
export const optionalText = z
  .union([z.string(), z.number()])
  .nullish()
  .catch(null)
  .transform((value) => sanitize(String(value ?? '')) || null);

const text = z.string().transform(sanitize);
/** An id or a name that has to be there. */
export const requiredText = z.union([text, z.number().transform(String)]).pipe(z.string().min(1).max(255));

/** A web address; anything else counts as none, for it will stand in a link. */
export const optionalUrl = optionalText.transform((value) => {
  // Printful writes a zero-width space before some
  const address = value?.replace(/^[\u200B\uFEFF]+/, '') ?? '';
  return /^https?:\/\//i.test(address) && URL.canParse(address) ? address : null;
});

/** A moment as ISO 8601 or as Printify writes it (`2022-05-17 15:00:00+00:00`); without a zone it is UTC. */
export function parseTimestamp(text: string): Date | null {
  const iso = text.trim().replace(/^(\d{4}-\d{2}-\d{2}) (?=\d)/, '$1T');
  if (!/^\d{4}-\d{2}-\d{2}T/.test(iso)) return null;
  const moment = new Date(/(?:Z|[+-]\d{2}:?\d{2})$/i.test(iso) ? iso : `${iso}Z`);
  // Printify writes the epoch where it means never
  return Number.isNaN(moment.getTime()) || moment.getTime() <= 0 ? null : moment;
}

/** What is no moment counts as none: a time is worth less than the rest of what it stands in. */
export const optionalTimestamp = z
  .string()
  .nullish()
  .catch(null)
  .transform((value) => (value ? parseTimestamp(value) : null));

export const requiredTimestamp = z.string().transform((value, context) => {
  const moment = parseTimestamp(value);
  if (moment) return moment;
  context.addIssue('not a time');
  return z.NEVER;
});
