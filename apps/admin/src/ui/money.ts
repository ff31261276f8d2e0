import type { Money } from '@daybook/contract';

const formats = new Map<string, Intl.NumberFormat>();

/** `amount` is in the currency's minor unit: 4300 GBP is £43.00, 4300 JPY is ¥4,300, 4300 KWD is KWD 4.300. */
export function formatMoney({ amount, currency }: Money, locale: string): string {
  const key = `${locale} ${currency}`;
  const format =
    formats.get(key) ?? new Intl.NumberFormat(locale, { style: 'currency', currency, currencyDisplay: 'narrowSymbol' });
  formats.set(key, format);
  const digits = format.resolvedOptions().maximumFractionDigits ?? 2;
  return format.format(amount / 10 ** digits);
}
