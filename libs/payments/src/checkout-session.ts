import type { AbandonedItem, CartItem, CheckoutSessionUpdate } from '@daybook/carts';
import type { Money, ShippingAddress } from '@daybook/contract';
import type { Checkout, NewOrderLine } from '@daybook/orders';
import { jsonText, optionalText, optionalUrl, type StoredWebhook } from '@daybook/webhooks';
import { z } from 'zod';
import { stripeEvent } from './stripe-events.js';
import { currency, expandableId, metadata, requiredCurrency, stripeId, unixSeconds } from './stripe-fields.js';

/** The metadata key of a session that holds the id of our checkout. */
export const checkoutMetadataKey = 'daybook_checkout';

/** What has a shape that nobody knows counts as missing, and the order is placed all the same. */
const optional = <T extends z.ZodType>(schema: T) => schema.nullish().catch(null);

const address = z.object({
  line1: optionalText,
  line2: optionalText,
  city: optionalText,
  state: optionalText,
  postal_code: optionalText,
  country: optionalText,
});
const shippingDetails = z.object({ name: optionalText, phone: optionalText, address: optional(address) });
type ShippingDetails = z.infer<typeof shippingDetails>;

const anySession = z.object({ mode: z.unknown().optional() });

/** As every API version since 2022 words it. */
const paymentSession = z.object({
  id: stripeId,
  payment_status: optional(z.string()),
  payment_intent: expandableId.nullish(),
  amount_total: z.int().nullish(),
  amount_subtotal: optional(z.int()),
  currency: requiredCurrency.nullish(),
  total_details: optional(
    z.object({
      amount_discount: optional(z.int()),
      amount_shipping: optional(z.int()),
      amount_tax: optional(z.int()),
    }),
  ),
  /** The payment in its other currency: what versions before 2025-03-31 say second. */
  presentment_details: optional(z.object({ presentment_amount: z.int().min(0), presentment_currency: currency })),
  currency_conversion: optional(z.object({ amount_total: z.int().min(0), source_currency: currency })),
  shipping_cost: optional(z.object({ amount_total: z.int() })),
  customer_details: optional(z.object({ name: optionalText, email: optionalText, phone: optionalText })),
  customer_email: optionalText,
  /** Where versions since 2025, since 2022-08 and before it keep the shipping address. */
  collected_information: optional(z.object({ shipping_details: optional(shippingDetails) })),
  shipping_details: optional(shippingDetails),
  shipping: optional(shippingDetails),
  created: optional(unixSeconds),
  metadata,
  recovered_from: optional(stripeId),
  consent: optional(z.object({ promotions: optional(z.string()) })),
  after_expiration: optional(
    z.object({ recovery: optional(z.object({ url: optionalUrl, expires_at: optional(unixSeconds) })) }),
  ),
});
export type CheckoutSession = z.infer<typeof paymentSession>;

export interface SessionEvent {
  type: string;
  session: CheckoutSession;
  occurredAt: Date;
}

/** Null for a session that sells nothing, such as a setup or a mode that is new. */
export function parseSessionEvent({
  type,
  body,
  occurredAt,
}: Pick<StoredWebhook, 'type' | 'body' | 'occurredAt'>): SessionEvent | null {
  const { object } = jsonText.pipe(stripeEvent).parse(body).data;
  if (anySession.parse(object).mode !== 'payment') return null;
  return { type, session: paymentSession.parse(object), occurredAt };
}

/** Null where a session has no such address; a billing address is none. */
function toShippingAddress(session: CheckoutSession): ShippingAddress | null {
  const shipping = shippingDetailsOf(session);
  const to = shipping?.address;
  if (!to) return null;
  return {
    name: shipping.name ?? session.customer_details?.name ?? '',
    line1: to.line1 ?? '',
    line2: to.line2,
    city: to.city ?? '',
    region: to.state,
    postalCode: to.postal_code,
    country: to.country ?? '',
    phone: shipping.phone ?? session.customer_details?.phone ?? null,
  };
}

function shippingDetailsOf(session: CheckoutSession): ShippingDetails | null {
  const { collected_information, shipping_details, shipping } = session;
  const known = [collected_information?.shipping_details, shipping_details, shipping];
  return known.find((details) => Object.values(details?.address ?? {}).some(Boolean)) ?? null;
}

/** `lines`: missing while they have to be fetched. */
export function toCheckout(session: CheckoutSession, lines?: NewOrderLine[]): Checkout {
  const { id, payment_intent, customer_details, customer_email, total_details, shipping_cost } = session;
  return {
    sessionId: id,
    paymentIntentId: payment_intent ?? null,
    total: totalOf(session),
    presentment: presentmentOf(session),
    subtotal: session.amount_subtotal ?? null,
    discount: total_details?.amount_discount ?? 0,
    shipping: total_details?.amount_shipping ?? shipping_cost?.amount_total ?? 0,
    tax: total_details?.amount_tax ?? 0,
    customerName: customer_details?.name ?? shippingDetailsOf(session)?.name ?? '',
    customerEmail: customer_details?.email ?? customer_email ?? '',
    shippingAddress: toShippingAddress(session),
    lines,
  };
}

/** In the shopper's currency; in the shop's, where the session itself is in the shopper's. */
function presentmentOf({ presentment_details: shown, currency_conversion: source }: CheckoutSession): Money | null {
  const [amount, code] = shown
    ? [shown.presentment_amount, shown.presentment_currency]
    : [source?.amount_total, source?.source_currency];
  return amount !== undefined && code ? { amount, currency: code } : null;
}

/** ISO 4217's code where no currency is involved: a session that collects no payment has none. */
const noCurrency = 'XXX';

export const totalOf = ({ amount_total, currency }: CheckoutSession): Money => ({
  amount: amount_total ?? 0,
  currency: currency ?? noCurrency,
});

/** What a session says about its cart. `occurredAt` stands in for the time it was opened where Stripe leaves that out. */
export function toSessionUpdate({ session, occurredAt }: SessionEvent): CheckoutSessionUpdate {
  const { id, created, recovered_from, customer_details, customer_email, consent } = session;
  const { url, expires_at } = session.after_expiration?.recovery ?? {};
  const checkoutId = z.uuid().safeParse(session.metadata?.[checkoutMetadataKey]);
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

export const abandonedItem = ({ title, variant, quantity, unitPrice }: NewOrderLine): AbandonedItem => ({
  ...{ title, variant: variant ?? '', quantity, unitPrice },
});

export const cartLine = (item: CartItem): NewOrderLine => ({
  title: item.title,
  variant: item.variant || null,
  sku: item.sku,
  provider: item.provider,
  productId: item.providerProductId,
  variantId: item.providerVariantId,
  quantity: item.quantity,
  unitPrice: item.unitPrice,
});
