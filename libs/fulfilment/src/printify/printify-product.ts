import { z } from 'zod';
import { optionalFlag, optionalList, optionalText, optionalUrl } from '../provider/fields.js';
import { toPlainText, productId, productTags, productTitle } from '../provider/product-fields.js';
import type { ProviderProduct } from '@daybook/catalog';

const variant = z.object({
  id: productId,
  sku: optionalText,
  /** Minor units of the shop's currency. */
  price: z.int().min(0),
  title: productTitle,
  is_enabled: optionalFlag,
  is_available: optionalFlag,
});

const image = z.object({
  src: optionalUrl,
  variant_ids: optionalList(productId),
  is_default: optionalFlag,
});

/** The fields Daybook reads of a product. */
const printifyProduct = z.object({
  id: productId,
  title: productTitle,
  description: z.string().nullish().catch(null),
  tags: productTags,
  variants: z.array(variant),
  images: optionalList(image),
  visible: optionalFlag,
});

export const productList = z.object({
  data: z.array(printifyProduct),
  last_page: z.int().nullish().catch(null),
  total: z.int().min(0).nullish().catch(null),
});

/** `currency`: the shop's, because Printify sends prices without one. */
export function toProviderProduct(product: z.output<typeof printifyProduct>, currency: string): ProviderProduct {
  const { id, title, description, tags, images, visible } = product;
  // a price of 0 cannot be bought
  const variants = product.variants.filter(({ is_enabled, price }) => is_enabled === true && price > 0);
  return {
    id,
    title,
    description: toPlainText(description ?? ''),
    tags,
    images: images
      .toSorted((one, other) => Number(other.is_default ?? false) - Number(one.is_default ?? false))
      .flatMap(({ src, variant_ids }) => (src === null ? [] : [{ url: src, variantIds: variant_ids }])),
    isOffered: visible === true && variants.length > 0,
    variants: variants.map(({ is_available, is_enabled: _, ...shown }) => ({
      ...shown,
      currency,
      isAvailable: is_available === true,
    })),
  };
}
