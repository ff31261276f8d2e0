import { z } from 'zod';
import { optionalText } from '../provider/fields.js';
import { imageUrl, plainTextOf, productId, productTags, productTitle } from '../provider/product-text.js';
import type { ProviderProduct } from '../provider/provider.js';

const flag = z.boolean().nullish().catch(null);

const variant = z.object({
  id: productId,
  sku: optionalText,
  /** Minor units of the shop's currency. */
  price: z.int().min(0),
  title: productTitle,
  is_enabled: flag,
  is_available: flag,
});

const image = z.object({
  src: imageUrl,
  variant_ids: z
    .array(productId)
    .nullish()
    .catch(null)
    .transform((ids) => ids ?? []),
  is_default: flag,
});

/** A product as Printify lists it, as far as it matters here. */
const printifyProduct = z.object({
  id: productId,
  title: productTitle,
  description: z.string().nullish().catch(null),
  tags: productTags,
  variants: z.array(variant),
  images: z
    .array(image)
    .nullish()
    .catch(null)
    .transform((list) => list ?? []),
  visible: flag,
});

export const productList = z.object({
  data: z.array(printifyProduct),
  last_page: z.int().nullish().catch(null),
  total: z.int().min(0).nullish().catch(null),
});

/** `currency`: of the shop, which is the one Printify counts in. */
export function offeredAs(product: z.output<typeof printifyProduct>, currency: string): ProviderProduct {
  const { id, title, description, tags, images, visible } = product;
  // 0 is no price: nobody can buy it
  const variants = product.variants.filter(({ is_enabled, price }) => is_enabled === true && price > 0);
  return {
    id,
    title,
    description: plainTextOf(description ?? ''),
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
