import { isIP } from 'node:net';
import { z } from 'zod';

/** The types of settings. Their messages complete the sentence "NAME …". */

export const wholeNumber = (min: number, max: number) => {
  const message = `has to be a whole number from ${min} to ${max}`;
  return z.coerce.number(message).int(message).min(min, message).max(max, message);
};
export const port = wholeNumber(1, 65_535);
export const seconds = wholeNumber(1, 86_400);
export const url = (...protocols: string[]) =>
  z
    .url({ error: `has to be an address that begins with ${protocols.join(' or ')}` })
    .refine(
      (text) => protocols.some((protocol) => text.startsWith(protocol)),
      `has to begin with ${protocols.join(' or ')}`,
    );

/** Some of these words, with commas between them. */
export const list = <T extends string>(words: readonly T[]) =>
  z
    .string()
    .transform((text) => text.split(',').map((word) => word.trim()))
    .pipe(z.array(z.enum(words, `has to name some of ${words.join(', ')}, with commas between them`)));

export const onOff = z.enum(['on', 'off'], 'has to be on or off');

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

function isProxyAddress(text: string): boolean {
  const [address = '', prefix, ...more] = text.split('/');
  if (proxyGroups.has(text)) return true;
  return isIP(address) !== 0 && more.length === 0 && (prefix === undefined || /^\d{1,3}$/.test(prefix));
}

/** Express's `trust proxy`, without `true`, which would let a client claim any address. */
export const trustProxy = z
  .string()
  .refine(
    (text) => /^(false|\d+)$/.test(text) || text.split(',').every((part) => isProxyAddress(part.trim())),
    'has to be the number of proxies in front, or their addresses separated by commas',
  )
  .transform((text): false | number | string => {
    if (text === 'false') return false;
    return /^\d+$/.test(text) ? Number(text) : text;
  });

/** Separated by commas, so that the old one stays valid while a secret is rotated. */
export const secretList = z.string().transform((list) =>
  list
    .split(',')
    .map((secret) => secret.trim())
    .filter((secret) => secret !== ''),
);

/** Safe in a header: anything else would only fail at the first request. */
export const token = z.string().regex(/^[\x21-\x7e]+$/, 'has to be a token: no spaces, no line breaks');
export const shopId = z.string().regex(/^\d{1,20}$/, 'has to be a number');

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
