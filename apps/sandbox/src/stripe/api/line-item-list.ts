import type { Stripe } from 'stripe';
import { z } from 'zod';
import { withProductIds, type LineItem } from '../checkout/line-items.js';
import { StripeApiError } from './stripe-api-error.js';

/** How a list is asked for. */
export const listParams = z.strictObject({
  limit: z.string().regex(/^\d+$/, 'integer').transform(Number).pipe(z.int().min(1).max(100)).default(10),
  starting_after: z.string().optional(),
  ending_before: z.string().optional(),
  expand: z.array(z.string()).default([]),
});
type ListParams = z.output<typeof listParams>;

export type LineItemList = Omit<Stripe.ApiList<never>, 'data'> & { data: LineItem[] };

/** One page of a session's line items. `expand` may name `data.price.product`. Throws `StripeApiError`. */
export function lineItemList(sessionId: string, lines: readonly LineItem[], params: ListParams): LineItemList {
  refuseOtherThan(['data.price', 'data.price.product'], params.expand);
  const from = params.starting_after === undefined ? 0 : placeOf(lines, params.starting_after, 'starting_after') + 1;
  const end = params.ending_before === undefined ? lines.length : placeOf(lines, params.ending_before, 'ending_before');
  const backwards = params.ending_before !== undefined;
  const page = backwards
    ? lines.slice(Math.max(from, end - params.limit), end)
    : lines.slice(from, from + params.limit);
  const products = params.expand.includes('data.price.product');
  return {
    object: 'list',
    data: products ? [...page] : withProductIds(page),
    has_more: backwards ? end - params.limit > from : from + params.limit < lines.length,
    url: `/v1/checkout/sessions/${sessionId}/line_items`,
  };
}

/** Throws `StripeApiError` naming the first property that cannot be expanded. */
export function refuseOtherThan(expandable: readonly string[], expand: readonly string[]): void {
  const unknown = expand.find((property) => !expandable.includes(property));
  if (unknown !== undefined) {
    throw new StripeApiError({ message: `This property cannot be expanded (${unknown}).`, param: 'expand' });
  }
}

function placeOf(lines: readonly LineItem[], id: string, param: string): number {
  const place = lines.findIndex((line) => line.id === id);
  if (place < 0) throw new StripeApiError({ code: 'resource_missing', message: `No such line item: '${id}'`, param });
  return place;
}
