import type { Stripe } from 'stripe';
import { newStripeId } from './stripe-ids.js';
import type { SessionParams } from './session-params.js';

/** As it is sent: the SDK turns the decimal text into an object of its own. */
type Price = Omit<Stripe.Price, 'unit_amount_decimal' | 'product'> & {
  unit_amount_decimal: string;
  product: Stripe.Product | string;
};
export type LineItem = Omit<Stripe.LineItem, 'price'> & { price: Price };

export function createLineItems(params: SessionParams, created: number): LineItem[] {
  return params.line_items.map(({ price_data, quantity, metadata }) => {
    const total = price_data.unit_amount * quantity;
    return {
      id: newStripeId('li_'),
      object: 'item',
      adjustable_quantity: null,
      amount_discount: 0,
      amount_subtotal: total,
      amount_tax: 0,
      amount_total: total,
      currency: price_data.currency,
      description: price_data.product_data.name,
      metadata,
      price: createPrice(price_data, created),
      quantity,
    };
  });
}

type PriceData = SessionParams['line_items'][number]['price_data'];

function createPrice({ currency, unit_amount, tax_behavior, product_data }: PriceData, created: number): Price {
  return {
    id: newStripeId('price_'),
    object: 'price',
    active: false,
    billing_scheme: 'per_unit',
    created,
    currency,
    custom_unit_amount: null,
    livemode: false,
    lookup_key: null,
    metadata: {},
    nickname: null,
    product: createProduct(product_data, created),
    recurring: null,
    tax_behavior,
    tiers_mode: null,
    transform_quantity: null,
    type: 'one_time',
    unit_amount,
    unit_amount_decimal: String(unit_amount),
  };
}

function createProduct(data: PriceData['product_data'], created: number): Stripe.Product {
  return {
    id: newStripeId('prod_'),
    object: 'product',
    active: false,
    created,
    default_price: null,
    description: data.description ?? null,
    images: data.images,
    livemode: false,
    marketing_features: [],
    metadata: data.metadata,
    name: data.name,
    package_dimensions: null,
    shippable: null,
    statement_descriptor: null,
    tax_code: data.tax_code ?? null,
    tax_details: null,
    type: 'good',
    unit_label: data.unit_label ?? null,
    updated: created,
    url: null,
  };
}

/** Stripe names the product by its id alone unless `price.product` is expanded. */
export function withoutExpandedProducts(items: readonly LineItem[]): LineItem[] {
  return items.map((item) => {
    const { product } = item.price;
    return { ...item, price: { ...item.price, product: typeof product === 'string' ? product : product.id } };
  });
}
