import { z } from 'zod';
import { paymentChoices } from '../stripe/checkout/session-steps.js';
import { shopper, testShopper } from '../stripe/checkout/shopper.js';
import { deliveryChoices } from '../stripe/webhooks/webhook-events.js';
import { demoProducts } from './demo-products.js';

const slugs = demoProducts.map(({ slug }) => slug);
const quantity = z.int().min(1).max(999_999).default(1);

/** A product of the demo shop by its slug, or anything else by its name and price. */
const orderItem = z.union([
  z.strictObject({ product: z.enum(slugs), quantity }),
  z.strictObject({
    name: z.string().min(1).max(5_000),
    variant: z.string().min(1).max(5_000).optional(),
    unitAmount: z.int().min(0).max(99_999_999),
    quantity,
    /** Stripe's product metadata; none makes a line that no provider can be given. */
    metadata: z.record(z.string().min(1).max(40), z.string().max(500)).default({}),
  }),
]);
export type OrderItem = z.output<typeof orderItem>;

const defaultItems: OrderItem[] = demoProducts
  .filter((product) => product.quantity > 0)
  .map((product) => ({ product: product.slug, quantity: product.quantity }));

export const unixSeconds = z.union([
  z.int().min(0),
  z.iso.datetime({ offset: true }).transform((text) => Math.floor(Date.parse(text) / 1000)),
]);

/** An order placed by a test or a script: the whole checkout in one call. Amounts in minor units. */
export const orderRequest = z
  .strictObject({
    items: z.array(orderItem).min(1).max(100).default(defaultItems),
    currency: z.string().length(3).optional(),
    shipping: z.int().min(0).max(99_999_999).optional(),
    email: shopper.shape.email.default(testShopper.email),
    name: shopper.shape.name.default(testShopper.name),
    address: shopper.omit({ email: true, name: true }).partial().default({}),
    payment: z.enum(paymentChoices).default('paid'),
    settleAfterSeconds: z.int().min(0).max(3_600).default(0),
    /** When it happened, as unix seconds or ISO 8601; now when left out. */
    created: unixSeconds.optional(),
    delivery: z.enum(deliveryChoices).default('send'),
  })
  .prefault({});
export type OrderRequest = z.output<typeof orderRequest>;
