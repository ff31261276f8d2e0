import { createHash } from 'node:crypto';

const maxLength = 128;

/** What identifies a parcel, without case and blanks. A long one, such as an address, is hashed to fit where keys are kept. */
export function toParcelKey(text: string): string {
  const key = text.replaceAll(/\s+/g, '').toUpperCase();
  return key.length > maxLength ? createHash('sha256').update(key).digest('hex') : key;
}
