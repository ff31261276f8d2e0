import { z } from 'zod';
import { money } from './money.js';
import { pageQuery } from './problem.js';
import { fulfilmentStatuses, orderMailKinds, orderStatuses, providers, totalRowKinds } from './vocabulary.js';

export const orderSummary = z.object({
  id: z.uuid(),
  number: z.string(),
  status: z.enum(orderStatuses),
  customerName: z.string(),
  customerEmail: z.string(),
  total: money,
  placedAt: z.iso.datetime(),
  needsAttention: z.boolean(),
});
export type OrderSummary = z.infer<typeof orderSummary>;

export const orderLine = z.object({
  id: z.uuid(),
  title: z.string(),
  variant: z.string().nullable(),
  sku: z.string().nullable(),
  provider: z.enum(providers).nullable(),
  quantity: z.int().min(1),
  unitPrice: money,
});
export type OrderLine = z.infer<typeof orderLine>;

export const shippingAddress = z.object({
  name: z.string(),
  line1: z.string(),
  line2: z.string().nullable(),
  city: z.string(),
  region: z.string().nullable(),
  postalCode: z.string().nullable(),
  /** ISO 3166-1 alpha-2, in capitals. */
  country: z.string(),
  phone: z.string().nullable(),
});
export type ShippingAddress = z.infer<typeof shippingAddress>;

export const shipment = z.object({
  carrier: z.string().nullable(),
  trackingNumber: z.string().nullable(),
  trackingUrl: z.string().nullable(),
  shippedAt: z.iso.datetime().nullable(),
  deliveredAt: z.iso.datetime().nullable(),
  /** When the parcel came back to the provider. */
  returnedAt: z.iso.datetime().nullable(),
  /** What is in it; null when the provider does not say, like a quantity. */
  contents: z
    .array(
      z.object({
        lineId: z.uuid(),
        title: z.string(),
        variant: z.string().nullable(),
        quantity: z.int().nullable(),
      }),
    )
    .nullable()
    .optional(),
});
export const fulfilment = z.object({
  provider: z.enum(providers),
  providerOrderId: z.string().nullable(),
  /** Where the provider shows it. */
  providerUrl: z.string().nullable(),
  status: z.enum(fulfilmentStatuses),
  /** A person has requested to cancel it, and the provider has not answered yet. */
  isCancelling: z.boolean(),
  shipments: z.array(shipment),
});
export const refundStates = ['held', 'pending', 'refunded', 'failed'] as const;
/** `held`: it is requested once the order is cancelled. */
export type RefundState = (typeof refundStates)[number];
/** `amount` in the refund's own currency; `refundedAt` is null until Stripe has made the refund. */
export const refund = z.object({ amount: money, state: z.enum(refundStates), refundedAt: z.iso.datetime().nullable() });

export const orderMailKind = z.enum(orderMailKinds);

export const noteInput = z.object({ text: z.string().trim().min(1).max(1_000) });
/**
 * `amount` in minor units of the order's currency. Repeating a request with the same `id` makes no second refund.
 * `tellCustomer`: by e-mail, once Stripe has made it.
 */
export const refundInput = z.object({
  amount: z.int().min(1),
  id: z.uuid().optional(),
  tellCustomer: z.boolean().default(false),
});
export type RefundInput = z.input<typeof refundInput>;
/**
 * `refund`: also refund what is left of the payment, once the order is cancelled. `tellCustomer`: by e-mail, once that has
 * happened.
 */
export const cancelInput = z.object({ refund: z.boolean(), tellCustomer: z.boolean().default(false) });
export type CancelInput = z.input<typeof cancelInput>;

export const orderActions = ['retry', 'cancel', 'refund', 'address', 'email', 'note', 'resend'] as const;
export type OrderAction = (typeof orderActions)[number];

const emailAddress = /^[^\s\p{C}<>()[\]\\,;:"@]{1,64}@[^\s\p{C}<>()[\]\\,;:"@.]+(\.[^\s\p{C}<>()[\]\\,;:"@.]+)+$/u;
export const emailInput = z.object({
  email: z.string().trim().max(254).regex(emailAddress, 'an e-mail address, such as ada@example.com'),
});

export const addressInput = z.object({
  name: z.string().trim().min(1).max(200),
  line1: z.string().trim().min(1).max(200),
  line2: z.string().trim().max(200).nullable().default(null),
  city: z.string().trim().min(1).max(100),
  region: z.string().trim().max(100).nullable().default(null),
  postalCode: z.string().trim().max(32).nullable().default(null),
  country: z
    .string()
    .trim()
    .toUpperCase()
    .regex(/^[A-Z]{2}$/, 'two letters, such as GB'),
  phone: z.string().trim().max(40).nullable().default(null),
});

/** While `linesPending`, the lines have not been fetched from Stripe: `lines` is empty, but the total is correct. */
export const order = orderSummary.extend({
  lines: z.array(orderLine),
  linesPending: z.boolean(),
  shipping: money,
  /** Those before `total` add up to it; a discount is negative, and rows of nothing are left out. */
  totals: z.array(z.object({ kind: z.enum(totalRowKinds), amount: money })),
  shippingAddress: shippingAddress.nullable(),
  /** Where Stripe shows the payment. */
  paymentUrl: z.string().nullable(),
  fulfilmentError: z.string().nullable(),
  fulfilments: z.array(fulfilment),
  refunds: z.array(refund),
  refundable: money,
  /** The e-mails that can be sent again. */
  resendable: z.array(orderMailKind),
  actions: z.array(z.enum(orderActions)),
});
export type Order = z.infer<typeof order>;

/** What is around an order: its neighbours in the list, the customer's other orders, and pictures of its goods. */
export const orderSurroundings = z.object({
  /** Numbers; null at the ends of the list. */
  newer: z.string().nullable(),
  older: z.string().nullable(),
  /** Stops at 100. */
  otherOrders: z.int().min(0).max(100),
  /** Of the lines that have one. */
  pictures: z.array(z.object({ lineId: z.uuid(), url: z.string() })),
});
export type OrderSurroundings = z.infer<typeof orderSurroundings>;

export const orderListQuery = z.object({
  q: z.string().trim().max(200).optional(),
  status: z.enum(orderStatuses).optional(),
  ...pageQuery.shape,
});
export type OrderListQuery = z.infer<typeof orderListQuery>;
