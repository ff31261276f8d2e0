import { createHash } from 'node:crypto';
import { z } from 'zod';
import { sanitize } from './sanitize.js';

/** As wide as the columns that store them. */
const maxIdLength = 255;
const maxUrlLength = 4_000;

/** Services send ids as numbers, too. */
const textOrNumber = z.union([z.string(), z.number().transform(String)]);

/** An id that cannot be stored as it is becomes its hash, which is the same every time it comes. */
export const toStorableId = (given: string): string =>
  sanitize(given, maxIdLength) === given ? given : createHash('sha256').update(given).digest('hex');

/** The fields of what comes from outside, which is cleaned and bounded here and nowhere else. */
export const outsideId = textOrNumber.pipe(z.string().min(1)).transform(toStorableId);

/** On one line and shortened. Empty or not a text: null. */
export const optionalTextUpTo = (maxLength: number) =>
  textOrNumber
    .nullish()
    .catch(null)
    .transform((value) => sanitize(value ?? '', maxLength) || null);
export const optionalText = optionalTextUpTo(1_000);

/** On one line; what is longer than a column is an error. */
export const requiredText = textOrNumber.transform((value) => sanitize(value)).pipe(z.string().min(1).max(maxIdLength));

/** A web address; anything else is null, because it is shown as a link. */
export const optionalUrl = z
  .string()
  .nullish()
  .catch(null)
  .transform((value) => {
    // Printful puts a zero-width space before some
    const address = sanitize(value ?? '', maxUrlLength + 1).replace(/^[\u200B\uFEFF]+/, '');
    const isUrl = address.length <= maxUrlLength && /^https?:\/\//i.test(address) && URL.canParse(address);
    return isUrl ? address : null;
  });
