import { z } from 'zod';
import { demoProducts, demoShippingPrice } from '../products/catalogue.js';
import type { SandboxSettings } from '../settings.js';
import { paymentOutcomes } from './checkout-session.js';
import type { Checkout, Checkouts } from './checkouts.js';
import { sessionParams, type SessionRequest } from './session-params.js';
import { commonCountries, shopperSchema, testShopper } from './shopper.js';
import { parseParams } from './stripe-errors.js';
import { deliveryModes, type StripeEvent } from './stripe-events.js';
import { unixNow } from './stripe-ids.js';

const quantity = z.int().min(1).max(999_999).default(1);
const orderItem = z.union([
  z.strictObject({ product: z.enum(demoProducts.map(({ slug }) => slug)), quantity }),
  z.strictObject({
    name: z.string().min(1).max(5_000),
    variant: z.string().min(1).max(5_000).optional(),
    unitAmount: z.int().min(0).max(99_999_999),
    quantity,
    /** Stripe's product metadata; without it no provider can make the item. */
    metadata: z.record(z.string().min(1).max(40), z.string().max(500)).default({}),
  }),
]);
type OrderItem = z.output<typeof orderItem>;

const defaultItems: OrderItem[] = demoProducts
  .filter(({ defaultQuantity }) => defaultQuantity > 0)
  .map(({ slug, defaultQuantity }) => ({ product: slug, quantity: defaultQuantity }));

/** ISO 8601 or unix seconds. */
export const unixSeconds = z.union([
  z.int().min(0),
  z.iso.datetime({ offset: true }).transform((text) => Math.floor(Date.parse(text) / 1000)),
]);

/** A whole checkout in one request. Amounts in minor units. */
export const demoOrderRequest = z.strictObject({
  items: z.array(orderItem).min(1).max(100).default(defaultItems),
  currency: z.string().length(3).optional(),
  shipping: z.int().min(0).max(99_999_999).optional(),
  email: shopperSchema.shape.email.default(testShopper.email),
  name: shopperSchema.shape.name.default(testShopper.name),
  address: shopperSchema.omit({ email: true, name: true }).partial().default({}),
  payment: z.enum(paymentOutcomes).default('paid'),
  settleAfterSeconds: z.int().min(0).max(3_600).default(0),
  /** When it happened; now by default. */
  created: unixSeconds.optional(),
  delivery: z.enum(deliveryModes).default('send'),
});

export const openCheckoutRequest = demoOrderRequest
  .pick({ items: true, currency: true, shipping: true, created: true })
  // the shopper cannot change an e-mail that the shop gives
  .extend({ email: shopperSchema.shape.email.optional() });
type OpenCheckoutRequest = z.output<typeof openCheckoutRequest>;

/** A shop that sells through Stripe's checkout, as real shops do. */
export class DemoShop {
  constructor(
    private readonly checkouts: Checkouts,
    private readonly settings: SandboxSettings,
  ) {}

  /** Throws a `StripeError` for parameters that Stripe would reject. */
  openCheckout(request: OpenCheckoutRequest): Checkout {
    return this.checkouts.create(this.#toParams(request), request.created);
  }

  /** Somebody left it, and said that the shop may write to them. */
  restoreAbandoned(abandoned: OpenCheckoutRequest & { sessionId: string; created: number; expiredAt: number }): void {
    const { sessionId, created, expiredAt } = abandoned;
    this.checkouts.restoreExpired(this.#toParams(abandoned), { sessionId, created, at: expiredAt });
  }

  #toParams({ items, shipping = demoShippingPrice, currency: given, email }: OpenCheckoutRequest) {
    const currency = (given ?? this.settings.SHOP_CURRENCY).toLowerCase();
    const fixed_amount = { amount: shipping, currency };
    const request: SessionRequest = {
      mode: 'payment',
      success_url: `${this.settings.PUBLIC_URL}/admin/orders`,
      line_items: items.map((item) => ({ quantity: item.quantity, price_data: { currency, ...toPriceData(item) } })),
      shipping_address_collection: { allowed_countries: commonCountries },
      phone_number_collection: { enabled: true },
      after_expiration: { recovery: { enabled: true } },
      consent_collection: { promotions: 'auto' },
      shipping_options: [{ shipping_rate_data: { display_name: 'Standard delivery', fixed_amount } }],
      ...(email !== undefined && { customer_email: email }),
    };
    return parseParams(sessionParams, request);
  }

  placeOrder(order: z.output<typeof demoOrderRequest>): { checkout: Checkout; events: StripeEvent[] } {
    const { address, email, name, payment: outcome, settleAfterSeconds, delivery, created: at = unixNow() } = order;
    const checkout = this.openCheckout({ ...order, email: undefined, created: at });
    const buyer = { ...testShopper, ...address, email, name };
    const events = this.checkouts.pay(checkout, { shopper: buyer, outcome, settleAfterSeconds, at, delivery });
    return { checkout, events };
  }
}

function toPriceData(item: OrderItem) {
  if (!('product' in item)) {
    const { name, variant, unitAmount, metadata } = item;
    const details = variant ? { description: variant, metadata: { variant, ...metadata } } : { metadata };
    return { unit_amount: unitAmount, product_data: { name, ...details } };
  }
  const product = demoProducts.find(({ slug }) => slug === item.product);
  if (!product) throw new Error(`The demo shop has no product ${item.product}.`);
  const { name, variant, price, provider, productId, variantId, sku } = product;
  const metadata = { provider, product_id: productId, variant_id: variantId, variant, sku };
  return { unit_amount: price, product_data: { name, description: variant, metadata } };
}
