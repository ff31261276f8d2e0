import type { CartItem, CheckoutSessionUpdate } from '@daybook/carts';
import type { Money, ShippingAddress } from '@daybook/contract';
import type { Checkout, NewOrderLine } from '@daybook/orders';
import { eventId, eventType } from '@daybook/webhooks';
import { z } from 'zod';

/** The metadata key of a session that holds the id of our checkout. */
export const checkoutMetadataKey = 'daybook_checkout';

/** PostgreSQL stores neither NUL nor half of a surrogate pair. */
const text = z.string().transform((value) => value.replaceAll('\0', '').toWellFormed().trim());
const optionalText = text.nullish().transform((value) => value || null);
const unixSeconds = z.int().min(0).max(8_640_000_000_000);
/** Stripe sends the id of a related object, or the object itself. */
const expandableId = z.union([z.string().max(255), z.object({ id: z.string().max(255) }).transform(({ id }) => id)]);
const metadata = z.record(z.string(), z.string());

/** The envelope of every Stripe event; `created` is in Unix seconds. */
export const stripeEnvelope = z.object({
  id: eventId,
  type: eventType,
  created: unixSeconds
    .nullish()
    .catch(null)
    .transform((seconds) => seconds ?? null),
});

export const stripeEvent = z.object({ data: z.object({ object: z.record(z.string(), z.unknown()) }) });

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
  payment_intent: expandableId.nullish(),
  amount_total: z.int().nullable(),
  currency: z.string().length(3).nullable(),
  customer_details: z
    .object({ name: optionalText, email: optionalText, phone: optionalText, address: stripeAddress.nullish() })
    .nullish(),
  collected_information: z.object({ shipping_details: shippingDetails.nullish() }).nullish(),
  shipping_cost: z.object({ amount_total: z.int() }).nullish(),
  created: unixSeconds.nullish(),
  customer_email: optionalText,
  metadata: metadata.nullish(),
  recovered_from: z.string().max(255).nullish(),
  consent: z.object({ promotions: z.string().nullish() }).nullish(),
  after_expiration: z
    .object({ recovery: z.object({ url: z.string().nullish(), expires_at: unixSeconds.nullish() }).nullish() })
    .nullish(),
});
export type CheckoutSession = z.infer<typeof checkoutSession>;

/** A refund from an event or an API response; `created` is in Unix seconds. */
export const stripeRefund = z.object({
  id: z.string().min(1).max(255),
  amount: z.int().min(1),
  created: z.int().min(0),
  payment_intent: expandableId.nullish(),
  status: z.string().nullish(),
  failure_reason: z.string().nullish(),
  metadata: metadata.nullish(),
});
export type StripeRefund = z.infer<typeof stripeRefund>;

/** Null for a session that sells nothing, such as a setup. */
export function parseCheckoutSession(object: unknown): CheckoutSession | null {
  const session = checkoutSession.parse(object);
  return session.mode === 'payment' ? session : null;
}

/** `items`: what was in the cart; missing for a session made elsewhere. */
export function toCheckout(session: CheckoutSession, items?: CartItem[] | null): Checkout {
  const customer = session.customer_details;
  return {
    sessionId: session.id,
    paymentIntentId: session.payment_intent ?? null,
    total: totalOf(session),
    shipping: session.shipping_cost?.amount_total ?? 0,
    customerName: customer?.name ?? session.collected_information?.shipping_details?.name ?? '',
    customerEmail: customer?.email ?? '',
    shippingAddress: toShippingAddress(session),
    lines: items?.map(toOrderLine),
  };
}

const totalOf = ({ amount_total, currency }: CheckoutSession): Money => ({
  amount: amount_total ?? 0,
  currency: (currency ?? 'xxx').toUpperCase(),
});

function toShippingAddress({ collected_information, customer_details }: CheckoutSession): ShippingAddress | null {
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

/** What a session says about its cart. `occurredAt` stands in for the time it was opened where Stripe leaves that out. */
export function toSessionUpdate(session: CheckoutSession, occurredAt: Date): CheckoutSessionUpdate {
  const { id, metadata, created, recovered_from, customer_details, customer_email, consent } = session;
  const { url, expires_at } = session.after_expiration?.recovery ?? {};
  const checkoutId = z.uuid().safeParse(metadata?.[checkoutMetadataKey]);
  return {
    sessionId: id,
    checkoutId: checkoutId.success ? checkoutId.data : null,
    recoveredFrom: recovered_from ?? null,
    openedAt: created ? new Date(created * 1_000) : occurredAt,
    email: customer_details?.email ?? customer_email,
    hasConsent: consent?.promotions === 'opt_in',
    total: totalOf(session),
    recovery: url && expires_at ? { url, expiresAt: new Date(expires_at * 1_000) } : null,
  };
}

const toOrderLine = (item: CartItem): NewOrderLine => ({
  title: item.title,
  variant: item.variant || null,
  sku: item.sku,
  provider: item.provider,
  productId: item.providerProductId,
  variantId: item.providerVariantId,
  quantity: item.quantity,
  unitPrice: item.unitPrice,
});
