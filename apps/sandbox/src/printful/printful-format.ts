import { formatWithoutCurrency } from '../formatters.js';
import type { OrderLine, OrderState, Parcel, ProviderOrder } from '../orders/provider-order.js';
import { pictureUrl } from '../products/catalogue.js';
import type { Product, Variant } from '../products/products.js';
import { ErrorReply } from '../server/http.js';

export const printfulStatus = {
  draft: 'draft',
  accepted: 'pending',
  in_production: 'inprocess',
  partly_shipped: 'partial',
  shipped: 'fulfilled',
  on_hold: 'onhold',
  unpaid: 'onhold',
  problem: 'failed',
  cancelled: 'canceled',
} as const satisfies Record<OrderState, string>;

/** ISO 8601 as version 2 of the API writes times: `2023-04-05T06:07:08Z`. */
export const printfulTime = (iso: string) => `${iso.slice(0, 19)}Z`;

/** ISO 8601 as version 1 writes times: seconds since 1970. */
const unixTime = (iso: string) => Math.floor(Date.parse(iso) / 1000);

const shippingPrice = 400;

/** The order in version 1 of the API. */
export function toPrintfulOrder(order: ProviderOrder, storeId: number, currency: string) {
  const money = (amount: number) => formatWithoutCurrency(amount, currency);
  const subtotal = order.lines.reduce((sum, { price, quantity }) => sum + price * quantity, 0);
  const costs = (goods: number) => ({
    currency,
    subtotal: money(goods),
    discount: money(0),
    shipping: money(shippingPrice),
    tax: money(0),
    vat: money(0),
    total: money(goods + shippingPrice),
  });
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
    items: order.lines.map((line) => toPrintfulItem(line, money)),
    branding_items: [],
    incomplete_items: [],
    costs: {
      ...costs(Math.round(subtotal / 2)),
      digitization: money(0),
      additional_fee: money(0),
      fulfillment_fee: money(0),
    },
    retail_costs: costs(subtotal),
    pricing_breakdown: [],
    shipments: order.parcels.map((parcel) => ({
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
    })),
  };
}

function toPrintfulItem(line: OrderLine, money: (amount: number) => string) {
  const variant_id = Number(line.variantId) % 100_000;
  const product_id = Number(line.productId) % 1_000;
  const name = `${line.title} / ${line.variant}`;
  return {
    id: line.id,
    variant_id,
    sync_variant_id: Number(line.variantId),
    quantity: line.quantity,
    price: money(Math.round(line.price / 2)),
    retail_price: money(line.price),
    name,
    product: { variant_id, product_id, image: 'https://files.cdn.printful.com/products/sample.jpg', name },
    files: [],
    options: [],
    sku: line.sku,
  };
}

const api = 'https://api.printful.com/v2';

/** An order's parcels in version 2 of the API. */
export function toPrintfulShipments(order: ProviderOrder, { limit, offset }: { limit: number; offset: number }) {
  return {
    data: order.parcels.slice(offset, offset + limit).map((parcel) => toPrintfulShipment(order, parcel)),
    _links: { self: { href: `${api}/orders/${order.id}/shipments?limit=${limit}&offset=${offset}` } },
    paging: { total: order.parcels.length, offset, limit },
  };
}

function toPrintfulShipment(order: ProviderOrder, parcel: Parcel) {
  const { deliveredAt, returnedAt } = parcel;
  return {
    id: parcel.id,
    order_id: Number(order.id),
    order_external_id: order.externalId,
    carrier: parcel.carrier,
    service: parcel.service,
    shipment_status: returnedAt === null ? 'shipped' : 'returned',
    shipped_at: printfulTime(parcel.shippedAt),
    delivery_status: returnedAt !== null ? 'return_to_sender' : deliveredAt === null ? 'in_transit' : 'delivered',
    delivered_at: deliveredAt === null ? null : printfulTime(deliveredAt),
    departure_address: { country_name: 'United Kingdom', country_code: 'GB', state_code: '' },
    is_reshipment: parcel.isReshipment,
    tracking_number: parcel.trackingNumber,
    tracking_url: parcel.trackingUrl,
    tracking_events: [{ triggered_at: printfulTime(parcel.shippedAt), description: 'Shipment picked up' }],
    estimated_delivery: null,
    shipment_items: parcel.lines.map(({ lineId, quantity }, index) => ({
      id: parcel.id * 10 + index,
      order_item_id: lineId,
      order_item_external_id: null,
      order_item_name: order.lines.find(({ id }) => id === lineId)?.title ?? null,
      quantity,
      _links: { order_item: { href: `${api}/orders/${order.id}/order-items/${lineId}` } },
    })),
    _links: {
      self: { href: `${api}/shipments/${parcel.id}` },
      order: { href: `${api}/orders/${order.id}` },
    },
  };
}

/** `origin`: the sandbox's own, where the pictures are. */
export const toPrintfulSyncProduct = ({ id, title, blank, variants }: Product, origin: string) => ({
  id: Number(id),
  external_id: `store-${id}`,
  name: title,
  variants: variants.length,
  synced: variants.length,
  thumbnail_url: pictureUrl(origin, 'printful', id, blank.colours[0]),
  is_ignored: false,
});

export function toPrintfulSyncVariant(product: Product, variant: Variant, origin: string, currency: string) {
  const id = Number(variant.id);
  const image = pictureUrl(origin, 'printful', product.id, variant.colour);
  const variant_id = 3_000 + (id % 1_000);
  return {
    id,
    external_id: `store-${variant.id}`,
    sync_product_id: Number(product.id),
    name: `${product.title} / ${variant.title}`,
    synced: true,
    variant_id,
    retail_price: formatWithoutCurrency(variant.price, currency),
    currency,
    is_ignored: false,
    sku: variant.sku,
    product: { variant_id, product_id: 300, image, name: product.blank.name },
    files: [{ type: 'preview', id: id % 1_000_000, url: image, preview_url: image, status: 'ok' }],
    options: [],
    main_category_id: 24,
    warehouse_product_id: null,
    warehouse_product_variant_id: null,
    size: variant.size,
    color: variant.colour,
    availability_status: variant.isAvailable ? 'active' : 'temporary_out_of_stock',
  };
}

const errorReply = (code: number, reason: string, message: string, headers?: Record<string, string>) =>
  new ErrorReply({ status: code, headers, body: { code, result: message, error: { reason, message } } });

/** Printful's error answers, the same in both versions of its API. */
export const printfulErrors = {
  rejected: (message: string) => errorReply(400, 'BadRequest', message),
  unauthorized: (message: string) => errorReply(401, 'Unauthorized', message),
  notFound: () => errorReply(404, 'NotFound', 'Not found'),
  rateLimited: (retryAfterSeconds: number, limit = 120) => {
    const message = `You've recently sent too many requests. Please wait ${retryAfterSeconds} seconds before trying again.`;
    return errorReply(429, 'TooManyRequests', message, {
      'Retry-After': String(retryAfterSeconds),
      'X-Ratelimit-Limit': String(limit),
      'X-Ratelimit-Remaining': '0',
    });
  },
  failed: () => errorReply(500, 'InternalServerError', 'Internal Server Error'),
};
