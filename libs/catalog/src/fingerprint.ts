import { createHash } from 'node:crypto';
import type { ProviderProduct } from './provider-product.js';

/**
 * Two hashes in one text, 64 digits in all: of what a shopper sees of a product, and of the rest. Equal ones mean that its
 * provider says the same as before.
 */
export function fingerprintOf({ title, description, images, tags, isOffered, variants }: ProviderProduct): string {
  const seen = [title, description, images.map(({ url }) => url), isOffered, variants.map(seenOfVariant)];
  const rest = [tags, images.map(({ variantIds }) => variantIds), variants.map(({ id, sku }) => [id, sku])];
  return hash(seen) + hash(rest);
}

/** Whether a shopper finds something changed between two fingerprints. */
export const differsForShoppers = (before: string, after: string): boolean =>
  before.slice(0, half) !== after.slice(0, half);

const half = 32;
const seenOfVariant = ({ title, price, currency, isAvailable }: ProviderProduct['variants'][number]) => [
  title,
  price,
  currency,
  isAvailable,
];
const hash = (value: unknown) => createHash('sha256').update(JSON.stringify(value)).digest('hex').slice(0, half);
