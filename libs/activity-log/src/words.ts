import { moneyWriter, type Money } from '@daybook/contract';

/** How the shop writes money, in its locale and each currency's own digits. */
export interface Words {
  money(money: Money): string;
}

export const wordsIn = (locale: string): Words => ({ money: moneyWriter(locale) });
