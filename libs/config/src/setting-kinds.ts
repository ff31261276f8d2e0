import { isIP } from 'node:net';
import { z } from 'zod';

/** What a setting can be, each with the words for what it has to be. */

export const whole = (least: number, most: number) => {
  const wish = `has to be a whole number from ${least} to ${most}`;
  return z.coerce.number(wish).int(wish).min(least, wish).max(most, wish);
};
export const port = whole(1, 65_535);
export const seconds = whole(1, 86_400);
export const url = (...protocols: string[]) =>
  z
    .url({ error: `has to be an address that begins with ${protocols.join(' or ')}` })
    .refine(
      (text) => protocols.some((protocol) => text.startsWith(protocol)),
      `has to begin with ${protocols.join(' or ')}`,
    );

export const timeZone = z.string().refine((zone) => {
  try {
    return Boolean(new Intl.DateTimeFormat('en', { timeZone: zone }));
  } catch {
    return false;
  }
}, 'has to be a time zone such as Europe/London');

export const locale = z.string().refine((tag) => {
  try {
    return Intl.getCanonicalLocales(tag).length === 1;
  } catch {
    return false;
  }
}, 'has to be a language tag such as en-GB');

export const currency = z
  .string()
  .transform((code) => code.toUpperCase())
  .refine((code) => Intl.supportedValuesOf('currency').includes(code), 'has to be a currency code such as GBP');

const proxyGroups = new Set(['loopback', 'linklocal', 'uniquelocal']);

function namesProxies(text: string): boolean {
  const [address = '', prefix, ...more] = text.split('/');
  if (proxyGroups.has(text)) return true;
  return isIP(address) !== 0 && more.length === 0 && (prefix === undefined || /^\d{1,3}$/.test(prefix));
}

/**
 * How express reads `X-Forwarded-*`: a number of proxies, or their addresses. Not `true`, which believes whatever a
 * client says of its own address.
 */
export const trustProxy = z
  .string()
  .refine(
    (text) => /^(false|\d+)$/.test(text) || text.split(',').every((part) => namesProxies(part.trim())),
    'has to be the number of proxies in front, or their addresses separated by commas',
  )
  .transform((text): false | number | string => {
    if (text === 'false') return false;
    return /^\d+$/.test(text) ? Number(text) : text;
  });

/** Several while one is rolled, with commas between them. */
export const secretList = z.string().transform((list) =>
  list
    .split(',')
    .map((secret) => secret.trim())
    .filter((secret) => secret !== ''),
);

/** What stands in a header: anything else would fail at the first request, hours later. */
export const token = z.string().regex(/^[\x21-\x7e]+$/, 'has to be a token: no spaces, no line breaks');
export const shopId = z.string().regex(/^\d{1,20}$/, 'has to be a number');

/** Of a currency: pence, cents, yen. */
export const minorUnits = z.coerce
  .number('has to be a whole number of pence or cents, such as 499')
  .int('has to be a whole number of pence or cents, such as 499')
  .min(0, 'has to be 0 or more')
  .max(99_999_999, 'has to be at most 99999999');

/** Separated by commas. */
export const countries = z
  .string()
  .transform((list) => [...new Set(list.split(',').map((code) => code.trim().toUpperCase()))].filter(Boolean))
  .refine(
    (codes) => codes.length > 0 && codes.every((code) => /^[A-Z]{2}$/.test(code)),
    'has to be country codes of two letters with commas between them, such as GB,IE',
  );
