import { createMoneyFormatter, type Money } from '@daybook/contract';

/** How the shop writes money, in its locale and each currency's own digits. */
export interface Formatters {
  money(money: Money): string;
}

export const createFormatters = (locale: string): Formatters => ({ money: createMoneyFormatter(locale) });
