import { providers } from '@daybook/contract';
import { z } from 'zod';
import { demoOrderRequest, openCheckoutRequest, unixSeconds } from '../stripe/demo-shop.js';

const minorUnits = z.int().min(0).max(99_999_999);
const text = z.string().min(1).max(500);
const time = z.iso.datetime();

const payment = z.strictObject({
  ...{ paymentIntent: text, charge: text, sessionId: text, created: unixSeconds },
  ...{ amount: minorUnits, currency: z.string().length(3).toLowerCase(), email: z.email(), name: text },
  refunds: z.array(z.strictObject({ id: text, amount: minorUnits, created: unixSeconds })),
});

const order = z.strictObject({
  provider: z.enum(providers),
  ...{ id: text, externalId: text },
  recipient: z.strictObject({
    ...{ name: text, email: z.email(), line1: text, city: text, country: text },
    postalCode: z.string().nullable(),
  }),
  lines: z.array(z.strictObject({ productId: text, variantId: text, quantity: z.int().min(1) })).min(1),
  state: z.enum(['accepted', 'in_production', 'shipped', 'cancelled']),
  ...{ submittedAt: time, acceptedAt: time },
  parcels: z.array(
    z.strictObject({
      /** Printful's id of it. */
      id: z.int().optional(),
      ...{ carrier: text, trackingNumber: text, trackingUrl: text },
      ...{ shippedAt: time, deliveredAt: time.nullable() },
    }),
  ),
  /** When it goes on by itself; null: it has arrived, or never will. */
  advancesAt: time.nullable(),
});
export type PastOrder = z.output<typeof order>;

const abandonedCheckout = openCheckoutRequest.extend({
  sessionId: text,
  email: z.email(),
  ...{ created: unixSeconds, expiredAt: unixSeconds },
});

/** What a shop has behind it that has run for a while. */
export const historyRequest = z.strictObject({
  payments: z.array(payment),
  orders: z.array(order),
  abandonedCheckouts: z.array(abandonedCheckout),
  /** Placed now, with a webhook, unless the history is known already. */
  newOrder: demoOrderRequest.optional(),
});
