import { z } from 'zod';
import { optionalFlag, optionalList, optionalText, readableItems, requiredText } from '../provider/fields.js';
import type { SubmissionLine } from '../provider/provider.js';
import { lineName, joinNames, type Refusal } from '../provider/reasons.js';

const item = z.object({
  id: optionalText,
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
  /** Empty when it is missing: nothing is known then. */
  status: optionalText.transform((status) => status ?? ''),
  recipient,
  items: readableItems(item),
  shipments: optionalList(z.unknown()),
});
export type PrintfulOrder = z.output<typeof printfulOrder>;

export const orderResponse = z.object({ result: printfulOrder }).transform(({ result }) => result);

/** The missing goods, named as in `lines`; null when nothing is missing. Printful marks them, and says nothing. */
export function shortageOf({ items }: PrintfulOrder, lines: SubmissionLine[] = []): Refusal<string> | null {
  const missing = items.filter((goods) => goods.out_of_stock === true || goods.discontinued === true);
  if (missing.length === 0) return null;
  const lineOf = (variantId: string | null) => lines.find((line) => line.variantId === variantId);
  const names = missing.map(({ name, sync_variant_id }) => {
    const line = lineOf(sync_variant_id);
    return line ? lineName(line) : (name ?? 'an item');
  });
  return {
    reason: `insufficient stock for ${joinNames(names)}`,
    outOfStock: missing.flatMap(({ sync_variant_id }) => lineOf(sync_variant_id) ?? []),
  };
}
