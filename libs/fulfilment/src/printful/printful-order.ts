import { z } from 'zod';
import { optionalText, requiredText } from '../provider/fields.js';
import type { SubmissionLine } from '../provider/provider.js';
import { lineName, joinNames } from '../provider/reasons.js';

const flag = z.boolean().nullish().catch(null);

const item = z.object({
  name: optionalText,
  sync_variant_id: optionalText,
  out_of_stock: flag,
  discontinued: flag,
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

/** An order as version 1 answers with it, as far as it matters here. */
export const printfulOrder = z.object({
  id: requiredText,
  status: z.string(),
  recipient,
  items: z.array(item).nullish(),
  shipments: z.array(z.unknown()).nullish(),
});
export type PrintfulOrder = z.output<typeof printfulOrder>;

export const orderAnswer = z.object({ result: printfulOrder }).transform(({ result }) => result);

/** What is missing, as the end of a sentence; null when nothing is. Lines give goods the names we know them by. */
export function shortageOf({ items }: PrintfulOrder, lines: SubmissionLine[] = []): string | null {
  const missing = (items ?? []).filter((goods) => goods.out_of_stock === true || goods.discontinued === true);
  const names = missing.map(({ name, sync_variant_id }) => {
    const line = lines.find(({ variantId }) => variantId === sync_variant_id);
    return line ? lineName(line) : (name ?? 'an item');
  });
  return names.length === 0 ? null : `insufficient stock for ${joinNames(names)}`;
}
