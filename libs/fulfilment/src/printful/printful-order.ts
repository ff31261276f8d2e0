import { z } from 'zod';
import { optionalFlag, optionalText, requiredText } from '../provider/fields.js';
import type { SubmissionLine } from '../provider/provider.js';
import { lineName, joinNames } from '../provider/reasons.js';

const item = z.object({
  name: optionalText,
  sync_variant_id: optionalText,
  out_of_stock: optionalFlag,
  discontinued: optionalFlag,
});

const recipient = z
  .object({
    name: optionalText,
    address1: optionalText,
    address2: optionalText,
    city: optionalText,
    zip: optionalText,
    country_code: optionalText,
  })
  .nullish()
  .catch(null);

/** The fields Daybook reads of an order (version 1). */
const printfulOrder = z.object({
  id: requiredText,
  status: z.string(),
  recipient,
  items: z.array(item).nullish(),
  shipments: z.array(z.unknown()).nullish(),
});
export type PrintfulOrder = z.output<typeof printfulOrder>;

export const orderResponse = z.object({ result: printfulOrder }).transform(({ result }) => result);

/** The missing goods as the end of a sentence, named as in `lines`; null when nothing is missing. */
export function shortageOf({ items }: PrintfulOrder, lines: SubmissionLine[] = []): string | null {
  const missing = (items ?? []).filter((goods) => goods.out_of_stock === true || goods.discontinued === true);
  const names = missing.map(({ name, sync_variant_id }) => {
    const line = lines.find(({ variantId }) => variantId === sync_variant_id);
    return line ? lineName(line) : (name ?? 'an item');
  });
  return names.length === 0 ? null : `insufficient stock for ${joinNames(names)}`;
}
