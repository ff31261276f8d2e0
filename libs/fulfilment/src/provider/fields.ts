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

const optionalTextOf = (maxLength: number) =>
  z
    .union([z.string(), z.number()])
    .nullish()
    .catch(null)
    .transform((value) => sanitize(String(value ?? ''), maxLength) || null);

/** Empty or not a text: null. A number is read as text, because providers send ids as either. */
export const optionalText = optionalTextOf(1_000);
/** The name of a carrier, or a tracking number. */
export const optionalLabel = optionalTextOf(200);

const text = z.string().transform((value) => sanitize(value));
export const requiredText = z.union([text, z.number().transform(String)]).pipe(z.string().min(1).max(255));

const maxUrlLength = 4_000;

/** A web address; anything else is null, because it is shown as a link. */
export const optionalUrl = optionalTextOf(maxUrlLength + 1).transform((value) => {
  // Printful puts a zero-width space before some
  const address = value?.replace(/^[\u200B\uFEFF]+/, '') ?? '';
  // half an address leads elsewhere
  const isUsable = address.length <= maxUrlLength && /^https?:\/\//i.test(address) && URL.canParse(address);
  return isUsable ? address : null;
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
