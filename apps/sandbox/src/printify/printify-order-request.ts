import { randomBytes } from 'node:crypto';
import { z } from 'zod';
import { parcelsByWorkshop, type ProviderLine, type ProviderOrder } from '../providers/provider-order.js';
import type { StoreProducts } from '../store/store-products.js';
import { printifyErrors } from './printify-errors.js';

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

/** The order that is asked for. Throws what Printify answers to one it does not take. */
export function readPrintifyOrder(body: unknown, products: StoreProducts): ProviderOrder {
  const result = orderRequest.safeParse(body);
  if (!result.success) throw printifyErrors.invalidFields(fieldErrors(result.error));
  const { external_id, label, line_items, shipping_method, address_to } = result.data;
  const now = new Date().toISOString();
  const lines = line_items.map((item, index) => lineOf(item, index, products));
  return {
    provider: 'printify',
    id: randomBytes(12).toString('hex'),
    externalId: external_id,
    label: label ?? external_id,
    shipping: String(shipping_method),
    recipient: Object.fromEntries(Object.entries(address_to).map(([field, value]) => [field, value ?? ''])),
    lines,
    state: 'draft',
    before: null,
    reason: null,
    plan: parcelsByWorkshop(lines),
    parcels: [],
    createdAt: now,
    updatedAt: now,
    acceptedAt: null,
    fulfilledAt: null,
    nextStepAt: null,
  };
}

type LineRequest = z.output<typeof orderRequest>['line_items'][number];

function lineOf(
  { product_id, variant_id, quantity }: LineRequest,
  index: number,
  products: StoreProducts,
): ProviderLine {
  const known = products.findVariant('printify', String(variant_id), product_id);
  const field = `line_items.${index}.product_id`;
  if (!known) throw printifyErrors.refused(`${field}: The product or its variant was not found.`);
  const { product, variant } = known;
  if (!variant.isAvailable) throw printifyErrors.refused(`Variant ${variant.id} is out of stock.`);
  const { id: variantId, title: variantTitle, sku, price } = variant;
  const { id: productId, title, blank } = product;
  return {
    id: index + 1,
    productId,
    variantId,
    title,
    variant: variantTitle,
    sku,
    quantity,
    price,
    workshop: blank.workshop,
  };
}

/** Fields of the address are named without what they stand in, as in Printify's own example. */
function fieldErrors(error: z.ZodError): Record<string, string[]> {
  return Object.fromEntries(
    error.issues.map(({ path }) => {
      const name = path[0] === 'address_to' && path.length > 1 ? String(path[1]) : path.join('.');
      return [name, [`The ${name.replaceAll('_', ' ')} field is required.`]];
    }),
  );
}
