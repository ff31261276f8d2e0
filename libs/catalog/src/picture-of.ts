import type { ProductImage } from './catalog.entities.js';

/** The first picture of the variant, else of the product; null when it has none. */
export const pictureOf = (images: ProductImage[], providerVariantId: string | null): string | null => {
  const own = images.find(
    ({ providerVariantIds }) => providerVariantId !== null && providerVariantIds.includes(providerVariantId),
  );
  return (own ?? images[0])?.url ?? null;
};
