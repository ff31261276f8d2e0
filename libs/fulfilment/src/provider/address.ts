import type { ShippingAddress } from '@daybook/contract';

/**
 * Splits a name for providers that want two parts: the last word, and everything before it. A single word gets `-` as its
 * last name, because Printify refuses an empty field.
 */
export function splitFullName(name: string): { first: string; last: string } {
  const words = name.trim().split(/\s+/u);
  const last = words.pop() ?? '';
  return words.length === 0 ? { first: last, last: '-' } : { first: words.join(' '), last };
}

const normalize = (text: string | null | undefined) => (text ?? '').toLowerCase().replaceAll(/[\s.,-]+/g, '');

/** Whether two parts of an address are the same apart from case, spacing and punctuation. */
export const looselyEqual = (one: string | null | undefined, other: string | null | undefined): boolean =>
  normalize(one) === normalize(other);

/** An address as a provider returns it. */
interface ReturnedAddress {
  address1: string | null;
  address2: string | null;
  city: string | null;
  zip: string | null;
}

/** Whether street, city and postal code are the same: the address may have been corrected between two attempts. */
export const hasSameAddress = (address: ShippingAddress, returned: ReturnedAddress): boolean =>
  looselyEqual(address.line1, returned.address1) &&
  looselyEqual(address.line2, returned.address2) &&
  looselyEqual(address.city, returned.city) &&
  looselyEqual(address.postalCode, returned.zip);
