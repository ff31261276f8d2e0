import type { ShippingAddress } from '@daybook/contract';
import type { Checkout } from '@daybook/orders';
import { z } from 'zod';

/** Text from outside, as PostgreSQL can store it: no NUL, no half of a surrogate pair. */
const text = z.string().transform((value) => value.replaceAll('\0', '').toWellFormed().trim());
const optionalText = text.nullish().transform((value) => value || null);

const unixSeconds = z.int().min(0).max(8_640_000_000_000);

/** The envelope of every Stripe event; `created` is in Unix seconds. */
export const stripeEvent = z.object({
  id: z.string().regex(/^[\w-]{1,255}$/),
  type: z.string().regex(/^[\w.-]{1,255}$/),
  created: unixSeconds,
  data: z.object({ object: z.record(z.string(), z.unknown()) }),
});

const stripeAddress = z.object({
  line1: optionalText,
  line2: optionalText,
  city: optionalText,
  state: optionalText,
  postal_code: optionalText,
  country: optionalText,
});

const shippingDetails = z.object({ name: optionalText, address: stripeAddress.nullish() });

const checkoutSession = z.object({
  id: z.string().min(1).max(255),
  mode: z.string(),
  payment_status: z.enum(['paid', 'unpaid', 'no_payment_required']),
  payment_intent: z
    .union([z.string().max(255), z.object({ id: z.string().max(255) }).transform(({ id }) => id)])
    .nullish(),
  amount_total: z.int().nullable(),
  currency: z.string().length(3).nullable(),
  customer_details: z
    .object({ name: optionalText, email: optionalText, phone: optionalText, address: stripeAddress.nullish() })
    .nullish(),
  collected_information: z.object({ shipping_details: shippingDetails.nullish() }).nullish(),
  shipping_cost: z.object({ amount_total: z.int() }).nullish(),
  created: unixSeconds.nullish(),
  customer_email: optionalText,
  metadata: z.record(z.string(), z.string()).nullish(),
  recovered_from: z.string().max(255).nullish(),
  consent: z.object({ promotions: z.string().nullish() }).nullish(),
  after_expiration: z
    .object({ recovery: z.object({ url: z.string().nullish(), expires_at: unixSeconds.nullish() }).nullish() })
    .nullish(),
});
export type CheckoutSession = z.infer<typeof checkoutSession>;

/** A refund, out of an event or of an answer; `created` in Unix seconds. */
export const stripeRefund = z.object({
  id: z.string().min(1).max(255),
  amount: z.int().min(1),
  created: z.int().min(0),
  payment_intent: z
    .union([z.string().max(255), z.object({ id: z.string().max(255) }).transform(({ id }) => id)])
    .nullish(),
  status: z.string().nullish(),
  failure_reason: z.string().nullish(),
  metadata: z.record(z.string(), z.string()).nullish(),
});
export type StripeRefund = z.infer<typeof stripeRefund>;

/** A checkout session out of an event; null for one that sells nothing (a set-up, a subscription). */
export function readCheckoutSession(object: unknown): CheckoutSession | null {
  const session = checkoutSession.parse(object);
  return session.mode === 'payment' ? session : null;
}

export function checkoutOf(session: CheckoutSession): Checkout {
  const customer = session.customer_details;
  return {
    sessionId: session.id,
    paymentIntentId: session.payment_intent ?? null,
    total: { amount: session.amount_total ?? 0, currency: (session.currency ?? 'xxx').toUpperCase() },
    shipping: session.shipping_cost?.amount_total ?? 0,
    customerName: customer?.name ?? session.collected_information?.shipping_details?.name ?? '',
    customerEmail: customer?.email ?? '',
    shippingAddress: addressOf(session),
  };
}

function addressOf({ collected_information, customer_details }: CheckoutSession): ShippingAddress | null {
  const shipping = collected_information?.shipping_details;
  const address = shipping?.address ?? customer_details?.address;
  if (!address) return null;
  return {
    name: shipping?.name ?? customer_details?.name ?? '',
    line1: address.line1 ?? '',
    line2: address.line2,
    city: address.city ?? '',
    region: address.state,
    postalCode: address.postal_code,
    country: address.country ?? '',
    phone: customer_details?.phone ?? null,
  };
}
