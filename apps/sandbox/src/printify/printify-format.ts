import { randomUUID } from 'node:crypto';
import { ErrorReply } from '../server/http.js';
import { pictureUrl, type Colour } from '../products/catalogue.js';
import type { Product } from '../products/products.js';
import type { OrderLine, OrderState, ProviderOrder } from '../orders/provider-order.js';

export const printifyStatus = {
  // an order that is not confirmed: it can be sent to production or cancelled
  draft: 'on-hold',
  accepted: 'sending-to-production',
  in_production: 'in-production',
  partly_shipped: 'partially-fulfilled',
  shipped: 'fulfilled',
  on_hold: 'on-hold',
  unpaid: 'payment-not-received',
  problem: 'had-issues',
  cancelled: 'canceled',
} as const satisfies Record<OrderState, string>;

/** ISO 8601 as Printify writes times: `2022-05-17 15:00:00+00:00`. */
export const printifyTime = (iso: string) => `${iso.slice(0, 10)} ${iso.slice(11, 19)}+00:00`;

export function toPrintifyOrder(order: ProviderOrder) {
  const { acceptedAt, fulfilledAt } = order;
  const times = {
    ...(acceptedAt !== null && { sent_to_production_at: printifyTime(acceptedAt) }),
    ...(fulfilledAt !== null && { fulfilled_at: printifyTime(fulfilledAt) }),
  };
  return {
    id: order.id,
    address_to: order.recipient,
    line_items: order.lines.map((line) => ({ ...toPrintifyLineItem(order, line), ...times })),
    metadata: {
      order_type: 'api',
      shop_order_id: order.externalId,
      shop_order_label: order.label,
      shop_fulfilled_at: printifyTime(fulfilledAt ?? '1970-01-01T00:00:00Z'),
    },
    total_price: order.lines.reduce((sum, { price, quantity }) => sum + price * quantity, 0),
    total_shipping: 400,
    total_tax: 0,
    status: printifyStatus[order.state],
    shipping_method: Number(order.shipping),
    is_printify_express: false,
    is_economy_shipping: false,
    shipments: order.parcels.map(({ carrier, trackingNumber, trackingUrl, deliveredAt }) => ({
      carrier: carrier.toLowerCase(),
      number: trackingNumber,
      url: trackingUrl,
      delivered_at: deliveredAt === null ? null : printifyTime(deliveredAt),
    })),
    created_at: printifyTime(order.createdAt),
    ...times,
    printify_connect: { url: `https://printify.me/d/${order.id}`, id: order.id },
  };
}

function toPrintifyLineItem(order: ProviderOrder, line: OrderLine) {
  const { title, price, variant, sku } = line;
  return {
    product_id: line.productId,
    quantity: line.quantity,
    variant_id: Number(line.variantId),
    print_provider_id: line.facility,
    cost: Math.round(price / 2),
    shipping_cost: 400,
    status: lineStatus(order, line),
    metadata: { title, price, variant_label: variant, sku, country: 'United Kingdom' },
  };
}

function lineStatus({ state, plannedParcels }: ProviderOrder, { id }: OrderLine): string {
  if (state === 'problem') return 'has-issues';
  if (state !== 'partly_shipped') return printifyStatus[state];
  return plannedParcels.flat().some(({ lineId }) => lineId === id) ? 'in-production' : 'fulfilled';
}

const productsCreatedAt = printifyTime('2026-01-12T09:30:00.000Z');

/** `origin`: the sandbox's own, where the pictures are. */
export function toPrintifyProduct({ id, title, blank, motif, variants }: Product, origin: string, shopId: number) {
  const idsIn = (colour: Colour) => variants.filter((one) => one.colour === colour).map((one) => Number(one.id));
  return {
    id,
    title,
    description: `<p>${escapeHtml(motif.name)} on a ${escapeHtml(blank.name.toLowerCase())}.</p><p>Printed to order, one at a time, and sent in a plain box.</p><ul><li>Made when you order it</li><li>Sizes: ${escapeHtml(blank.sizes.join(', '))}</li></ul>`,
    tags: [...blank.tags, motif.name],
    options: [toPrintifyOption('Sizes', 'size', blank.sizes), toPrintifyOption('Colors', 'color', blank.colours)],
    variants: variants.map(({ id: variantId, title: variantTitle, sku, price, isAvailable }, index) => ({
      id: Number(variantId),
      sku,
      cost: Math.round(price * 0.55),
      price,
      title: variantTitle,
      grams: 180,
      is_enabled: true,
      is_default: index === 0,
      is_available: isAvailable,
      is_printify_express_eligible: false,
      options: [],
    })),
    images: blank.colours.map((colour, index) => ({
      src: pictureUrl(origin, 'printify', id, colour),
      variant_ids: idsIn(colour),
      position: 'front',
      is_default: index === 0,
      is_selected_for_publishing: true,
    })),
    created_at: productsCreatedAt,
    updated_at: productsCreatedAt,
    visible: true,
    is_locked: false,
    blueprint_id: blank.firstVariantId ?? 0,
    user_id: 1_337,
    shop_id: shopId,
    print_provider_id: blank.facility,
    print_areas: [],
    print_details: [],
    sales_channel_properties: [],
  };
}

const toPrintifyOption = (name: string, type: string, titles: readonly string[]) => ({
  name,
  type,
  values: titles.map((title, index) => ({ id: index + 1, title })),
});

const escapeHtml = (text: string) => text.replaceAll('&', '&amp;').replaceAll('<', '&lt;');

/** One page of `total` things; pages count from 1. */
export function toPrintifyPage<T>(data: readonly T[], total: number, { limit, page }: { limit: number; page: number }) {
  const lastPage = Math.max(1, Math.ceil(total / limit));
  const from = (page - 1) * limit;
  const url = (number: number) => `/?page=${number}`;
  return {
    current_page: page,
    data,
    first_page_url: url(1),
    from: data.length === 0 ? null : from + 1,
    last_page: lastPage,
    last_page_url: url(lastPage),
    next_page_url: page < lastPage ? url(page + 1) : null,
    path: '/',
    per_page: limit,
    prev_page_url: page > 1 ? url(page - 1) : null,
    to: data.length === 0 ? null : from + data.length,
    total,
  };
}

const badRequest = (message: string, code: number, reason: string) =>
  new ErrorReply({ status: 400, body: { status: 'error', code, message, errors: { reason, code } } });

export const printifyErrors = {
  /** Messages by field, as JSON within the JSON, like the real API. */
  invalidFields: (fields: Record<string, string[]>) => badRequest('Validation failed.', 8103, JSON.stringify(fields)),
  rejected: (reason: string) => badRequest('Validation failed.', 8150, reason),
  notCancellable: () =>
    badRequest('Operation failed.', 8501, 'Order can be canceled only in the status on-hold or payment-not-received.'),
  alreadyInProduction: () => badRequest('Operation failed.', 8502, 'Order is already sent to production.'),
  unauthenticated: () => new ErrorReply({ status: 401, body: { error: 'Unauthenticated.' } }),
  notFound: () =>
    new ErrorReply({ status: 404, body: { error: 'Not found', request_id: `${Date.now()}@${randomUUID()}` } }),
  rateLimited: (retryAfterSeconds: number, limit = 600) => {
    const headers = {
      'Retry-After': String(retryAfterSeconds),
      'X-RateLimit-Limit': String(limit),
      'X-RateLimit-Remaining': '0',
    };
    return new ErrorReply({ status: 429, body: { message: 'Too Many Attempts.' }, headers });
  },
  failed: () => new ErrorReply({ status: 500, body: { message: 'Server Error' } }),
};
