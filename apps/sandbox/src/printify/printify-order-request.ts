import { randomBytes } from 'node:crypto';
import { z } from 'zod';
import { createDraftOrder, createLine, type ProviderOrder } from '../orders/provider-order.js';
import type { Products } from '../products/products.js';
import { printifyErrors } from './printify-format.js';

const required = z.string().trim().min(1);
const optional = z.string().nullish();

const orderRequest = z.object({
  external_id: required,
  label: z.string().optional(),
  line_items: z.array(z.object({ product_id: required, variant_id: z.int(), quantity: z.int().min(1) })).min(1),
  shipping_method: z.int().min(1).max(4),
  send_shipping_notification: z.boolean().optional(),
  address_to: z.object({
    first_name: required,
    last_name: optional,
    email: optional,
    phone: optional,
    country: z.string().regex(/^[A-Z]{2}$/),
    region: optional,
    address1: required,
    address2: optional,
    city: required,
    zip: required,
  }),
});

/** Throws Printify's error response for an invalid order. */
export function parsePrintifyOrder(body: unknown, products: Products): ProviderOrder {
  const result = orderRequest.safeParse(body);
  if (!result.success) throw printifyErrors.invalidFields(fieldErrors(result.error));
  const { external_id, label, line_items, shipping_method, address_to } = result.data;
  return createDraftOrder({
    provider: 'printify',
    id: randomBytes(12).toString('hex'),
    externalId: external_id,
    label: label ?? external_id,
    shipping: String(shipping_method),
    recipient: Object.fromEntries(Object.entries(address_to).map(([field, value]) => [field, value ?? ''])),
    lines: line_items.map(({ product_id, variant_id, quantity }, index) => {
      const offer = products.findVariant('printify', String(variant_id), product_id);
      if (!offer) {
        throw printifyErrors.rejected(`line_items.${index}.product_id: The product or its variant was not found.`);
      }
      if (!offer.variant.isAvailable) throw printifyErrors.rejected(`Variant ${variant_id} is out of stock.`);
      return createLine(offer, { id: index + 1, quantity });
    }),
  });
}

/** Fields of the address go by their own names, as in Printify's own example. */
function fieldErrors(error: z.ZodError): Record<string, string[]> {
  const names = error.issues.map(({ path: [first, ...rest] }) =>
    first === 'address_to' && rest.length > 0 ? String(rest[0]) : [first, ...rest].join('.'),
  );
  return Object.fromEntries(names.map((name) => [name, [`The ${name.replaceAll('_', ' ')} field is required.`]]));
}
