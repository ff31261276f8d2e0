import { createHash } from 'node:crypto';
import type { ProviderProduct } from './provider-product.js';

/**
 * Two hashes in one text of 64 digits: one of what a shopper sees of a product, one of the rest. Equal fingerprints mean
 * that the provider's data are unchanged.
 */
export function fingerprintOf({ title, description, images, tags, isOffered, variants }: ProviderProduct): string {
  const visible = [title, description, images.map(({ url }) => url), isOffered, variants.map(visibleFieldsOf)];
  const rest = [tags, images.map(({ variantIds }) => variantIds), variants.map(({ id, sku }) => [id, sku])];
  return hash(visible) + hash(rest);
}

/** Whether a shopper sees a difference between two fingerprints. */
export const differsForShoppers = (before: string, after: string): boolean =>
  before.slice(0, half) !== after.slice(0, half);

const half = 32;
const visibleFieldsOf = ({ title, price, currency, isAvailable }: ProviderProduct['variants'][number]) => [
  title,
  price,
  currency,
  isAvailable,
];
const hash = (value: unknown) => createHash('sha256').update(JSON.stringify(value)).digest('hex').slice(0, half);
