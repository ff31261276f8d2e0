import type { OrderState, ProviderLine, ProviderOrder } from '../providers/provider-order.js';
import { printifyTime } from './printify-time.js';

export type PrintifyStatus =
  | 'on-hold'
  | 'sending-to-production'
  | 'in-production'
  | 'payment-not-received'
  | 'canceled'
  | 'fulfilled'
  | 'partially-fulfilled'
  | 'had-issues';

export const printifyStatus: Record<OrderState, PrintifyStatus> = {
  // not on its way yet: it can be edited, sent to production, or cancelled
  draft: 'on-hold',
  accepted: 'sending-to-production',
  in_production: 'in-production',
  partly_shipped: 'partially-fulfilled',
  shipped: 'fulfilled',
  on_hold: 'on-hold',
  unpaid: 'payment-not-received',
  problem: 'had-issues',
  cancelled: 'canceled',
};

const neverFulfilled = '1970-01-01 00:00:00+00:00';

/** The order as Printify's API shows it. */
export function printifyOrder(order: ProviderOrder) {
  const { acceptedAt, fulfilledAt } = order;
  const sent = acceptedAt === null ? {} : { sent_to_production_at: printifyTime(acceptedAt) };
  const fulfilled = fulfilledAt === null ? {} : { fulfilled_at: printifyTime(fulfilledAt) };
  return {
    id: order.id,
    address_to: order.recipient,
    line_items: order.lines.map((line) => ({ ...lineItem(order, line), ...sent, ...fulfilled })),
    metadata: {
      order_type: 'api',
      shop_order_id: order.externalId,
      shop_order_label: order.label,
      shop_fulfilled_at: fulfilledAt === null ? neverFulfilled : printifyTime(fulfilledAt),
    },
    total_price: order.lines.reduce((sum, { price, quantity }) => sum + price * quantity, 0),
    total_shipping: 400,
    total_tax: 0,
    status: printifyStatus[order.state],
    shipping_method: Number(order.shipping),
    is_printify_express: false,
    is_economy_shipping: false,
    shipments: order.parcels.map((parcel) => ({
      carrier: parcel.carrier.toLowerCase(),
      number: parcel.trackingNumber,
      url: parcel.trackingUrl,
      delivered_at: parcel.deliveredAt === null ? null : printifyTime(parcel.deliveredAt),
    })),
    created_at: printifyTime(order.createdAt),
    ...sent,
    ...fulfilled,
    printify_connect: { url: `https://printify.me/d/${order.id}`, id: order.id },
  };
}

function lineItem(order: ProviderOrder, line: ProviderLine) {
  return {
    product_id: line.productId,
    quantity: line.quantity,
    variant_id: Number(line.variantId),
    print_provider_id: line.workshop,
    cost: Math.round(line.price / 2),
    shipping_cost: 400,
    status: lineStatus(order, line),
    metadata: {
      title: line.title,
      price: line.price,
      variant_label: line.variant,
      sku: line.sku,
      country: 'United Kingdom',
    },
  };
}

function lineStatus(order: ProviderOrder, { id }: ProviderLine): string {
  if (order.state === 'problem') return 'has-issues';
  if (order.state !== 'partly_shipped') return printifyStatus[order.state];
  return order.plan.some((parcel) => parcel.some(({ lineId }) => lineId === id)) ? 'in-production' : 'fulfilled';
}
