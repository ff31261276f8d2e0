import { Stripe } from 'stripe';

/** Stripe itself failed: it keeps that answer for the key it was asked under, and may have done what it was asked. */
export function isStripeServerError(error: unknown): boolean {
  if (!(error instanceof Stripe.errors.StripeError)) return false;
  return error instanceof Stripe.errors.StripeAPIError || (error.statusCode ?? 0) >= 500;
}
