import { z } from 'zod';

/** `amount` is in the currency's minor unit (pence, cents, yen); `currency` is the ISO 4217 code in capitals. */
export const money = z.object({
  amount: z.int(),
  currency: z.string().regex(/^[A-Z]{3}$/, 'a currency is three capital letters, such as GBP'),
});
export type Money = z.infer<typeof money>;

/** How amounts are written in a locale, with each currency's own digits: £43.00, ¥4,300. */
export function moneyWriter(locale: string): (money: Money) => string {
  const formats = new Map<string, Intl.NumberFormat>();
  return ({ amount, currency }) => {
    const format = formats.get(currency) ?? new Intl.NumberFormat(locale, { style: 'currency', currency });
    formats.set(currency, format);
    const digits = format.resolvedOptions().maximumFractionDigits ?? 2;
    return format.format(amount / 10 ** digits);
  };
}
