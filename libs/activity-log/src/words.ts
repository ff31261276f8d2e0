import type { Money } from '@daybook/contract';

/** How the shop writes money, in its locale and each currency's own digits. */
export interface Words {
  money(money: Money): string;
}

export function wordsIn(locale: string): Words {
  const formats = new Map<string, Intl.NumberFormat>();
  return {
    money({ amount, currency }) {
      const format = formats.get(currency) ?? new Intl.NumberFormat(locale, { style: 'currency', currency });
      formats.set(currency, format);
      const digits = format.resolvedOptions().maximumFractionDigits ?? 2;
      return format.format(amount / 10 ** digits);
    },
  };
}
