import { randomBytes } from 'node:crypto';

/** Nobody guesses 192 bits; it stands in addresses. */
export const unsubscribeToken = (): string => randomBytes(24).toString('base64url');
