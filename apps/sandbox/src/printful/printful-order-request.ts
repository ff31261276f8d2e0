import { randomInt } from 'node:crypto';
import { z } from 'zod';
import { parseMinorUnits } from '../formatters.js';
import { createDraftOrder, createLine, type ProviderOrder } from '../orders/provider-order.js';
import type { Products } from '../products/products.js';
import { printfulErrors } from './printful-format.js';

const required = (message: string) => z.string(message).trim().min(1, message);
const optional = z.string().optional();

const orderRequest = z.object({
  external_id: z.string().min(1).max(32, 'External ID is too long').nullish(),
  shipping: z.string().default('STANDARD'),
  recipient: z.object(
    {
      name: required('Recipient: name is missing'),
      company: optional,
      address1: required('Recipient: address1 is missing'),
      address2: optional,
      city: required('Recipient: city is missing'),
      state_code: optional,
      state_name: optional,
      country_code: required('Recipient: country code is missing'),
      zip: required('Recipient: ZIP code is missing'),
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

/** Throws Printful's error response for an invalid order. */
export function parsePrintfulOrder(body: unknown, products: Products, currency: string): ProviderOrder {
  const result = orderRequest.safeParse(body);
  if (!result.success) throw printfulErrors.rejected(result.error.issues[0]?.message ?? 'Invalid request');
  const { external_id, shipping, recipient, items } = result.data;
  const isGiven = (field: [string, string | undefined]): field is [string, string] => field[1] !== undefined;
  return createDraftOrder({
    provider: 'printful',
    id: String(randomInt(100_000_000, 999_999_999)),
    externalId: external_id ?? null,
    label: external_id ?? '',
    shipping,
    recipient: Object.fromEntries(Object.entries(recipient).filter(isGiven)),
    lines: items.map(({ sync_variant_id, quantity, retail_price = '' }, index) => {
      const offer = products.findVariant('printful', String(sync_variant_id));
      if (!offer) throw printfulErrors.rejected(`Item ${index}: sync variant ${sync_variant_id} was not found`);
      if (!offer.variant.isAvailable) throw printfulErrors.rejected(`Item ${index}: out of stock`);
      const price = parseMinorUnits(retail_price, currency) ?? offer.variant.price;
      return createLine(offer, { id: randomInt(10_000_000, 99_999_999), quantity, price });
    }),
  });
}
