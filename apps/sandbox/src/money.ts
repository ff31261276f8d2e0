import type { Money } from '@daybook/contract';

/** Writes an amount of minor units as people read it: `£43.00`, `¥4,300`, `KWD 4.300`. */
export function formatMoney({ amount, currency }: Money, locale: string): string {
  const format = new Intl.NumberFormat(locale, { style: 'currency', currency });
  const decimals = format.resolvedOptions().maximumFractionDigits ?? 2;
  return format.format(amount / 10 ** decimals);
}
