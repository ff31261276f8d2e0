import { z } from 'zod';
import { money } from './money.js';
import { fulfilmentStatuses, orderStatuses, providers } from './vocabulary.js';

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
});
export const fulfilment = z.object({
  provider: z.enum(providers),
  providerOrderId: z.string().nullable(),
  status: z.enum(fulfilmentStatuses),
  shipments: z.array(shipment),
});
export const refund = z.object({ amount: money, refundedAt: z.iso.datetime() });

export const orderActions = ['retry', 'cancel', 'refund', 'address', 'note', 'resend'] as const;
export type OrderAction = (typeof orderActions)[number];

/** While `linesPending`, Stripe has not yet been asked for the lines: `lines` is empty, the total already true. */
export const order = orderSummary.extend({
  lines: z.array(orderLine),
  linesPending: z.boolean(),
  shipping: money,
  shippingAddress: shippingAddress.nullable(),
  fulfilmentError: z.string().nullable(),
  fulfilments: z.array(fulfilment),
  refunds: z.array(refund),
  actions: z.array(z.enum(orderActions)),
});
export type Order = z.infer<typeof order>;

export const orderListQuery = z.object({
  q: z.string().trim().max(200).optional(),
  status: z.enum(orderStatuses).optional(),
  limit: z.coerce.number().int().min(1).max(200).default(50),
  before: z.string().max(200).optional(),
});
export type OrderListQuery = z.infer<typeof orderListQuery>;
