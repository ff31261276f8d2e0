import { optionalTextUpTo, sanitize } from '@daybook/webhooks';
import { z } from 'zod';

export { optionalText, optionalUrl, requiredText } from '@daybook/webhooks';

/** Sanitises the fields and leaves out the empty ones. */
export function omitEmpty(fields: Record<string, string | null>): Record<string, string> {
  return Object.fromEntries(
    Object.entries(fields).flatMap(([field, value]) => {
      const text = sanitize(value ?? '');
      return text === '' ? [] : [[field, text]];
    }),
  );
}

/** The name of a carrier, or a tracking number. */
export const optionalLabel = optionalTextUpTo(200);

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

export const optionalFlag = z.boolean().nullish().catch(null);

/** What is not an object of this shape is left out: one bad item must not lose the others. */
export const readableItems = <T extends z.ZodType>(item: T) =>
  z
    .array(z.unknown())
    .nullish()
    .catch(null)
    .transform((items) =>
      (items ?? []).flatMap((one) => {
        const { success, data } = item.safeParse(one);
        return success ? [data] : [];
      }),
    );

/** Missing or malformed: an empty list. */
export const optionalList = <T extends z.ZodType>(item: T) =>
  z
    .array(item)
    .nullish()
    .catch(null)
    .transform((items) => items ?? []);
