import { sanitize } from '@daybook/webhooks';
import { z } from 'zod';

/** Fields of Stripe's objects. What is optional, or has values that nobody knows yet, is null rather than an error. */
const id = z
  .string()
  .transform((value) => sanitize(value, 255))
  .pipe(z.string().min(1));
export const stripeId = id;
/** Stripe sends the id of a related object, or the object itself. */
export const relatedId = z
  .union([id, z.object({ id }).transform((object) => object.id)])
  .nullish()
  .catch(null);
export const unixSeconds = z.int().min(0).max(8_640_000_000_000);
/** ISO 4217 in capitals. */
export const currency = z
  .string()
  .regex(/^[a-z]{3}$/i)
  .transform((code) => code.toUpperCase())
  .nullish()
  .catch(null);
/** Stripe's codes as words: `product_not_received` is "product not received". */
export const words = z
  .string()
  .transform((code) => sanitize(code.replaceAll('_', ' '), 200) || null)
  .nullish()
  .catch(null);
export const metadata = z.record(z.string(), z.unknown()).nullish().catch(null);

export const fromUnix = (seconds: number) => new Date(seconds * 1_000);
