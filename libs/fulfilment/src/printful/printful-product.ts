import { z } from 'zod';
import { parseMinorUnits } from '../provider/amounts.js';
import { optionalFlag, optionalList, optionalText, optionalUrl } from '../provider/fields.js';
import { productId, productTitle } from '../provider/product-fields.js';
import type { ProviderProduct, ProviderVariant } from '@daybook/catalog';

const file = z.object({ type: optionalText, preview_url: optionalUrl });

const syncVariant = z.object({
  id: productId,
  name: optionalText,
  synced: optionalFlag,
  retail_price: optionalText,
  currency: optionalText,
  is_ignored: optionalFlag,
  sku: optionalText,
  size: optionalText,
  color: optionalText,
  availability_status: optionalText,
  product: z.object({ image: optionalUrl }).nullish().catch(null),
  files: optionalList(file),
});
type SyncVariant = z.output<typeof syncVariant>;

const syncProduct = z.object({
  id: productId,
  name: productTitle,
  thumbnail_url: optionalUrl,
  is_ignored: optionalFlag,
});
export type SyncProduct = z.output<typeof syncProduct>;

export const productList = z.object({
  result: z.array(syncProduct),
  paging: z
    .object({ total: z.int().min(0) })
    .nullish()
    .catch(null),
});

export const productResponse = z
  .object({ result: z.object({ sync_product: syncProduct, sync_variants: z.array(syncVariant) }) })
  .transform(({ result }) => result);

/** A product that its owner ignores at Printful. Its variants are not read. */
export const toIgnoredProduct = ({ id, name }: SyncProduct): ProviderProduct => ({
  ...withoutText,
  id,
  title: name,
  isOffered: false,
  images: [],
  variants: [],
});

export function toProviderProduct(product: SyncProduct, all: SyncVariant[]): ProviderProduct {
  const { id, name, thumbnail_url, is_ignored } = product;
  const shown = all.filter((variant) => variant.is_ignored !== true);
  const variants = shown.flatMap((variant) => toProviderVariant(variant, name) ?? []);
  return {
    ...withoutText,
    id,
    title: name,
    isOffered: is_ignored !== true && variants.length > 0,
    images: imagesOf(thumbnail_url, shown),
    variants,
  };
}

/** Products of a Printful store have neither. */
const withoutText = { description: '', tags: [] };

/** Null without a price. A price of 0 counts as none. */
function toProviderVariant(variant: SyncVariant, productName: string): ProviderVariant | null {
  const { id, sku, retail_price, synced, availability_status } = variant;
  const currency = variant.currency?.toUpperCase() ?? '';
  const price = retail_price === null ? null : parseMinorUnits(retail_price, currency);
  if (price === null || price === 0) return null;
  const isInStock = availability_status === null || availability_status === 'active';
  return {
    id,
    title: variantTitle(variant, productName),
    sku,
    price,
    currency,
    // an unsynced variant is not linked to one of Printful's, which cannot make it
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

function imagesOf(thumbnail: string | null, variants: SyncVariant[]): ProviderProduct['images'] {
  const shows = new Map<string, string[]>(thumbnail === null ? [] : [[thumbnail, []]]);
  for (const { id, files, product } of variants) {
    const preview = files.find(({ type, preview_url }) => type === 'preview' && preview_url !== null)?.preview_url;
    const url = preview ?? product?.image ?? null;
    if (url !== null && url !== thumbnail) shows.set(url, [...(shows.get(url) ?? []), id]);
  }
  return [...shows].map(([url, variantIds]) => ({ url, variantIds }));
}
