import { providers } from '@daybook/contract';
import type { NewOrderLine } from '@daybook/orders';
import { optionalText } from '@daybook/webhooks';
import { z } from 'zod';
import { expandableId, metadata } from './stripe-fields.js';

const product = z.union([
  z.object({ name: optionalText, metadata }),
  // deleted, or only named by its id
  expandableId.transform(() => ({ name: null, metadata: null })),
]);

const lineItem = z.object({
  description: optionalText,
  quantity: z.int().nullish(),
  amount_subtotal: z.int().nullish(),
  price: z.object({ unit_amount: z.int().nullish(), product: product.nullish() }).nullish(),
});

const named = z.object({
  provider: z.enum(providers).nullish().catch(null),
  product_id: optionalText,
  variant_id: optionalText,
  variant: optionalText,
  sku: optionalText,
});

/** The lines of a session that was made elsewhere; one whose quantity the shopper has set to 0 is none. */
export const toOrderLines = (items: readonly unknown[]): NewOrderLine[] => items.flatMap(toOrderLine);

function toOrderLine(item: unknown): NewOrderLine[] {
  const { description, price, amount_subtotal, ...given } = lineItem.parse(item);
  const quantity = given.quantity ?? 1;
  if (quantity < 1) return [];
  const { provider = null, product_id, variant_id, variant, sku } = named.parse(price?.product?.metadata ?? {});
  return [
    {
      title: description ?? price?.product?.name ?? 'Unnamed item',
      ...{ variant, sku, provider, productId: product_id, variantId: variant_id, quantity },
      unitPrice: price?.unit_amount ?? Math.round((amount_subtotal ?? 0) / quantity),
    },
  ];
}

/** Whether a provider can make it: the metadata of its product says which goods it is. */
export const namesGoods = ({ provider, productId, variantId }: NewOrderLine): boolean =>
  Boolean(provider && productId && variantId);
