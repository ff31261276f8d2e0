import type { OrderState, Parcel, ProviderLine, ProviderOrder } from '../providers/provider-order.js';
import { plainAmount } from '../money.js';
import { unixTime } from './printful-time.js';

export type PrintfulStatus =
  'draft' | 'pending' | 'failed' | 'canceled' | 'inprocess' | 'onhold' | 'partial' | 'fulfilled';

export const printfulStatus: Record<OrderState, PrintfulStatus> = {
  draft: 'draft',
  accepted: 'pending',
  in_production: 'inprocess',
  partly_shipped: 'partial',
  shipped: 'fulfilled',
  on_hold: 'onhold',
  unpaid: 'onhold',
  problem: 'failed',
  cancelled: 'canceled',
};

const shippingPrice = 400;

/** The order as version 1 of Printful's API shows it. */
export function printfulOrder(order: ProviderOrder, { storeId, currency }: { storeId: number; currency: string }) {
  const money = (amount: number) => plainAmount({ amount, currency });
  const subtotal = order.lines.reduce((sum, { price, quantity }) => sum + price * quantity, 0);
  const cost = Math.round(subtotal / 2);
  return {
    id: Number(order.id),
    external_id: order.externalId,
    store: storeId,
    status: printfulStatus[order.state],
    shipping: order.shipping,
    shipping_service_name: 'Flat Rate (3-4 business days after fulfillment)',
    created: unixTime(order.createdAt),
    updated: unixTime(order.updatedAt),
    recipient: order.recipient,
    items: order.lines.map((line) => item(line, money)),
    branding_items: [],
    incomplete_items: [],
    costs: {
      currency,
      subtotal: money(cost),
      discount: money(0),
      shipping: money(shippingPrice),
      digitization: money(0),
      additional_fee: money(0),
      fulfillment_fee: money(0),
      tax: money(0),
      vat: money(0),
      total: money(cost + shippingPrice),
    },
    retail_costs: {
      currency,
      subtotal: money(subtotal),
      discount: money(0),
      shipping: money(shippingPrice),
      tax: money(0),
      vat: money(0),
      total: money(subtotal + shippingPrice),
    },
    pricing_breakdown: [],
    shipments: order.parcels.map(shipment),
  };
}

function item(line: ProviderLine, money: (amount: number) => string) {
  const variantId = Number(line.variantId) % 100_000;
  const name = `${line.title} / ${line.variant}`;
  return {
    id: line.id,
    variant_id: variantId,
    sync_variant_id: Number(line.variantId),
    quantity: line.quantity,
    price: money(Math.round(line.price / 2)),
    retail_price: money(line.price),
    name,
    product: {
      variant_id: variantId,
      product_id: Number(line.productId) % 1_000,
      image: 'https://files.cdn.printful.com/products/sample.jpg',
      name,
    },
    files: [],
    options: [],
    sku: line.sku,
  };
}

function shipment(parcel: Parcel) {
  return {
    id: parcel.id,
    carrier: parcel.carrier,
    service: parcel.service,
    tracking_number: parcel.trackingNumber,
    tracking_url: parcel.trackingUrl,
    created: unixTime(parcel.shippedAt),
    ship_date: parcel.shippedAt.slice(0, 10),
    shipped_at: String(unixTime(parcel.shippedAt)),
    reshipment: parcel.isReshipment,
    items: parcel.lines.map(({ lineId, quantity }) => ({ item_id: lineId, quantity, picked: 1, printed: 1 })),
  };
}
