import { outsideId, sanitize } from '@daybook/webhooks';
import { z } from 'zod';

/** Fields of Stripe's objects. What is optional, or has values that nobody knows yet, is null rather than an error. */
export const stripeId = outsideId;
/** Stripe sends the id of a related object, or the object itself. */
export const expandableId = z.union([stripeId, z.object({ id: stripeId }).transform(({ id }) => id)]);
export const relatedId = expandableId.nullish().catch(null);
export const unixSeconds = z.int().min(0).max(8_640_000_000_000);
/** ISO 4217 in capitals. */
export const requiredCurrency = z
  .string()
  .regex(/^[a-z]{3}$/i)
  .transform((code) => code.toUpperCase());
export const currency = requiredCurrency.nullish().catch(null);
/** Stripe's codes as words: `product_not_received` is "product not received". */
export const words = z
  .string()
  .transform((code) => sanitize(code.replaceAll('_', ' '), 200) || null)
  .nullish()
  .catch(null);
export const metadata = z.record(z.string(), z.unknown()).nullish().catch(null);

export const fromUnix = (seconds: number) => new Date(seconds * 1_000);
