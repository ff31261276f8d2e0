import { randomInt } from 'node:crypto';
import { z } from 'zod';
import { parcelsByWorkshop, type ProviderLine, type ProviderOrder } from '../providers/provider-order.js';
import { minorUnits } from '../money.js';
import type { StoreProducts } from '../store/store-products.js';
import { printfulErrors } from './printful-errors.js';

const text = (missing: string) => z.string(missing).trim().min(1, missing);
const optional = z.string().optional();

const orderRequest = z.object({
  external_id: z.string().min(1).max(32, 'External ID is too long').nullish(),
  shipping: z.string().default('STANDARD'),
  recipient: z.object(
    {
      name: text('Recipient: name is missing'),
      company: optional,
      address1: text('Recipient: address1 is missing'),
      address2: optional,
      city: text('Recipient: city is missing'),
      state_code: optional,
      state_name: optional,
      country_code: text('Recipient: country code is missing'),
      zip: text('Recipient: ZIP code is missing'),
      phone: optional,
      email: optional,
    },
    'Recipient is missing',
  ),
  items: z
    .array(
      z.object({
        sync_variant_id: z.int('Item: sync variant ID is missing'),
        quantity: z.int('Item: quantity is missing').min(1, 'Item: quantity has to be at least 1'),
        retail_price: optional,
      }),
      'Order items are missing',
    )
    .min(1, 'Order items are missing'),
});

export type Confirmation = 'draft' | 'confirmed';

/** What a store sells, and in which currency. */
export interface PrintfulStore {
  products: StoreProducts;
  currency: string;
}

/** The order that is asked for. Throws what Printful answers to one it does not take. */
export function readPrintfulOrder(body: unknown, confirmation: Confirmation, store: PrintfulStore): ProviderOrder {
  const result = orderRequest.safeParse(body);
  if (!result.success) throw printfulErrors.refused(result.error.issues[0]?.message ?? 'Invalid request');
  const { external_id, shipping, recipient, items } = result.data;
  const now = new Date().toISOString();
  const lines = items.map((item, index) => lineOf(item, index, store));
  return {
    provider: 'printful',
    id: String(randomInt(100_000_000, 999_999_999)),
    externalId: external_id ?? null,
    label: external_id ?? '',
    shipping,
    recipient: given(recipient),
    lines,
    state: confirmation === 'draft' ? 'draft' : 'accepted',
    before: null,
    reason: null,
    plan: parcelsByWorkshop(lines),
    parcels: [],
    createdAt: now,
    updatedAt: now,
    acceptedAt: confirmation === 'draft' ? null : now,
    fulfilledAt: null,
    nextStepAt: null,
  };
}

type ItemRequest = z.output<typeof orderRequest>['items'][number];

function lineOf(
  { sync_variant_id, quantity, retail_price }: ItemRequest,
  index: number,
  { products, currency }: PrintfulStore,
): ProviderLine {
  const known = products.findVariant('printful', String(sync_variant_id));
  if (!known) throw printfulErrors.refused(`Item ${index}: sync variant ${sync_variant_id} was not found`);
  const { product, variant } = known;
  if (!variant.isAvailable) throw printfulErrors.refused(`Item ${index}: out of stock`);
  return {
    id: randomInt(10_000_000, 99_999_999),
    productId: product.id,
    variantId: variant.id,
    title: product.title,
    variant: variant.title,
    sku: variant.sku,
    quantity,
    price: retail_price === undefined ? variant.price : (minorUnits(retail_price, currency) ?? variant.price),
    workshop: product.blank.workshop,
  };
}

/** What was left out stays out. */
const given = (fields: Record<string, string | undefined>): Record<string, string> =>
  Object.fromEntries(Object.entries(fields).filter((field): field is [string, string] => field[1] !== undefined));
