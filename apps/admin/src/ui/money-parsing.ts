import { minorUnitDigits } from '@daybook/contract/vocabulary';

/** Parses typed amounts without floating-point numbers, which cannot hold every amount exactly. */

export type ParsedMoney =
  | { readonly amount: number }
  /** `decimals`: more of them than the currency has. */
  | { readonly issue: 'nothing' | 'unreadable' | 'decimals' };

interface MoneyNotation {
  readonly decimal: string;
  readonly group: string;
  readonly digits: readonly string[];
  readonly decimals: number;
  /** The currency's sign and code. */
  readonly signs: readonly string[];
}

/**
 * `amount` is in the currency's minor unit: in en-GB `1,234.5` is 123450 GBP, in de-DE it is `1.234,5`. A separator where
 * the locale has none makes it unreadable: a guess could be wrong by a factor of a hundred.
 */
export function parseMoney(typed: string, currency: string, locale: string): ParsedMoney {
  const writing = notationOf(currency, locale);
  const text = normalizeDigits(typed, writing);
  if (text === '') return { issue: 'nothing' };
  const [whole = '', fraction, ...more] = text.split(writing.decimal);
  if (more.length > 0 || fraction === '') return { issue: 'unreadable' };
  const wholeDigits = removeGroupSeparators(whole, writing.group);
  if (wholeDigits === null || !/^\d*$/.test(fraction ?? '')) return { issue: 'unreadable' };
  const exact = (fraction ?? '').replace(/0+$/, '');
  if (exact.length > writing.decimals) return { issue: 'decimals' };
  const amount = Number(wholeDigits + exact.padEnd(writing.decimals, '0'));
  return Number.isSafeInteger(amount) ? { amount } : { issue: 'unreadable' };
}

/** How an amount is typed: `1234.50`, with the locale's decimal sign and the currency's decimals, without its sign. */
export function formatForInput(amount: number, currency: string, locale: string): string {
  const { decimal, decimals } = notationOf(currency, locale);
  const digits = String(amount).padStart(decimals + 1, '0');
  const at = digits.length - decimals;
  return decimals === 0 ? digits : digits.slice(0, at) + decimal + digits.slice(at);
}

/** The sign of a currency and where it stands: `£` before the amount, `€` after it in de-DE. */
export function currencySign(currency: string, locale: string): { sign: string; isBefore: boolean } {
  const parts = new Intl.NumberFormat(locale, { style: 'currency', currency, currencyDisplay: 'narrowSymbol' })
    .formatToParts(1)
    .filter(({ type }) => type === 'currency' || type === 'integer');
  const sign = parts.find(({ type }) => type === 'currency')?.value ?? currency;
  return { sign, isBefore: parts[0]?.type === 'currency' };
}

function notationOf(currency: string, locale: string): MoneyNotation {
  const number = new Intl.NumberFormat(locale, { minimumFractionDigits: 1 });
  const partOf = (type: string) => number.formatToParts(1_234_567.8).find((part) => part.type === type)?.value ?? '';
  const digit = new Intl.NumberFormat(locale, { useGrouping: false });
  return {
    decimal: partOf('decimal') || '.',
    group: partOf('group'),
    digits: Array.from({ length: 10 }, (_, i) => digit.format(i)),
    decimals: minorUnitDigits(currency),
    signs: [currencySign(currency, locale).sign, currency],
  };
}

/** The text in digits 0 to 9, without the currency, spaces, and the marks that turn the direction of writing. */
function normalizeDigits(typed: string, { digits, signs }: MoneyNotation): string {
  const bare = signs.reduce((text, sign) => text.replace(sign, ''), typed);
  return bare
    .replace(/[\s\u200e\u200f\u061c]/gu, '')
    .replaceAll('’', "'")
    .replace(/\p{Nd}/gu, (digit) => (digits.includes(digit) ? String(digits.indexOf(digit)) : digit));
}

/** `1,234` and, as India writes it, `12,34,567`. Null when it is no number. */
function removeGroupSeparators(whole: string, group: string): string | null {
  if (/^\d*$/.test(whole)) return whole;
  const parts = whole.split(group.replace(/\s/gu, '').replaceAll('’', "'") || ',');
  const [first = '', ...others] = parts;
  const isGrouped =
    /^\d{1,3}$/.test(first) && others.every((part) => /^\d{2,3}$/.test(part)) && others.at(-1)?.length === 3;
  return isGrouped ? parts.join('') : null;
}
