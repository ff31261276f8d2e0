import type { Order } from '@daybook/orders';
import { z } from 'zod';
import { currency, metadata, relatedId, stripeId, unixSeconds, words } from './stripe-fields.js';

const presentment = z.object({ presentment_amount: z.int().min(0), presentment_currency: currency });

/** A refund from an event or an API response; `amount` in minor units of `currency`, by default the order's. */
export const stripeRefund = z.object({
  id: stripeId,
  amount: z.int().min(0),
  currency,
  created: unixSeconds,
  payment_intent: relatedId,
  /** Missing where a refund cannot be pending. */
  status: z.string().nullish(),
  failure_reason: words,
  metadata,
  presentment_details: presentment.nullish().catch(null),
});
export type StripeRefund = z.infer<typeof stripeRefund>;

/** What a refund takes from the order's total, in its minor units; null when nothing says so. */
export function amountOfOrder(refund: StripeRefund, order: Order): number | null {
  const { amount, presentment_details: shown } = refund;
  const refundCurrency = refund.currency ?? order.currency;
  if (refundCurrency === order.currency) return amount;
  if (shown?.presentment_currency === order.currency) return shown.presentment_amount;
  if (!order.presentmentTotal || order.presentmentCurrency !== refundCurrency) return null;
  // Stripe refunds at the rate of the payment; rounded up, so that what is left is never too much
  return Math.min(order.total, Math.ceil((order.total * amount) / order.presentmentTotal));
}
