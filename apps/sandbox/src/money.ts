import { minorUnitDigits, createMoneyFormatter, type Money } from '@daybook/contract';

/** Writes an amount of minor units as people read it: `£43.00`, `¥4,300`, `KWD 4.300`. */
export function formatMoney(money: Money, locale: string): string {
  return createMoneyFormatter(locale)(money);
}

/** Without the currency, as people type it: `43.00`, `4300`, `4.300`. */
export function plainAmount({ amount, currency }: Money): string {
  const decimals = minorUnitDigits(currency);
  return (amount / 10 ** decimals).toFixed(decimals);
}

/** What a person typed, with a comma or a point; null when it is no amount. */
export function minorUnits(text: string, currency: string): number | null {
  if (!/^\d{1,9}([.,]\d{1,4})?$/.test(text)) return null;
  return Math.round(Number(text.replace(',', '.')) * 10 ** minorUnitDigits(currency));
}
