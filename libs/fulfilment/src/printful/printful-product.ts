import { z } from 'zod';
import { minorUnitsOf } from '../provider/amounts.js';
import { optionalText } from '../provider/fields.js';
import { imageUrl, productId, productTitle } from '../provider/product-text.js';
import type { ProviderProduct, ProviderVariant } from '../provider/provider.js';

const flag = z.boolean().nullish().catch(null);

const file = z.object({ type: optionalText, preview_url: imageUrl });

const syncVariant = z.object({
  id: productId,
  name: optionalText,
  synced: flag,
  retail_price: optionalText,
  currency: optionalText,
  is_ignored: flag,
  sku: optionalText,
  size: optionalText,
  color: optionalText,
  availability_status: optionalText,
  product: z.object({ image: imageUrl }).nullish().catch(null),
  files: z
    .array(file)
    .nullish()
    .catch(null)
    .transform((list) => list ?? []),
});
type SyncVariant = z.output<typeof syncVariant>;

export const syncProduct = z.object({
  id: productId,
  name: productTitle,
  thumbnail_url: imageUrl,
  is_ignored: flag,
});
export type SyncProduct = z.output<typeof syncProduct>;

export const productList = z.object({
  result: z.array(syncProduct),
  paging: z
    .object({ total: z.int().min(0) })
    .nullish()
    .catch(null),
});

export const productAnswer = z
  .object({ result: z.object({ sync_product: syncProduct, sync_variants: z.array(syncVariant) }) })
  .transform(({ result }) => result);

/** What its owner has put aside at Printful, whose variants are of no interest. */
export const ignoredAs = ({ id, name }: SyncProduct): ProviderProduct => ({
  ...plain,
  id,
  title: name,
  isOffered: false,
  images: [],
  variants: [],
});

export function offeredAs(product: SyncProduct, all: SyncVariant[]): ProviderProduct {
  const { id, name, thumbnail_url, is_ignored } = product;
  const shown = all.filter((variant) => variant.is_ignored !== true);
  const variants = shown.flatMap((variant) => offeredVariant(variant, name) ?? []);
  return {
    ...plain,
    id,
    title: name,
    isOffered: is_ignored !== true && variants.length > 0,
    images: imagesOf(thumbnail_url, shown),
    variants,
  };
}

/** A store's products have neither at Printful. */
const plain = { description: '', tags: [] };

/** Null without a price, which 0 is not either: nobody can buy it. */
function offeredVariant(variant: SyncVariant, productName: string): ProviderVariant | null {
  const { id, sku, retail_price, synced, availability_status } = variant;
  const currency = variant.currency?.toUpperCase() ?? '';
  const price = retail_price === null ? null : minorUnitsOf(retail_price, currency);
  if (price === null || price === 0) return null;
  const isInStock = availability_status === null || availability_status === 'active';
  return {
    id,
    title: variantTitle(variant, productName),
    sku,
    price,
    currency,
    // what is not linked to goods of Printful's cannot be made
    isAvailable: synced !== false && isInStock,
  };
}

/** "Art print / A3 / Matte" of an "Art print" is "A3 / Matte". */
function variantTitle({ name, size, color }: SyncVariant, productName: string): string {
  if (name?.startsWith(productName)) {
    const rest = name.slice(productName.length).replace(/^[\s/–-]+/u, '');
    if (rest !== '') return rest;
  }
  const made = [color, size].filter((part) => part !== null).join(' / ');
  return made || name || productName;
}

/** The preview of what is printed, or else the goods as they come. */
function imagesOf(thumbnail: string | null, variants: SyncVariant[]): ProviderProduct['images'] {
  const shows = new Map<string, string[]>(thumbnail === null ? [] : [[thumbnail, []]]);
  for (const { id, files, product } of variants) {
    const preview = files.find(({ type, preview_url }) => type === 'preview' && preview_url !== null)?.preview_url;
    const url = preview ?? product?.image ?? null;
    if (url !== null && url !== thumbnail) shows.set(url, [...(shows.get(url) ?? []), id]);
  }
  return [...shows].map(([url, variantIds]) => ({ url, variantIds }));
}
