import type { Money } from '@daybook/contract';
import { createMoneyFormatter } from '@daybook/contract/vocabulary';

const formatters = new Map<string, (money: Money) => string>();

/** `amount` is in the currency's minor unit: 4300 GBP is £43.00, 4300 JPY is ¥4,300, 4300 KWD is KWD 4.300. */
export function formatMoney(money: Money, locale: string): string {
  const write = formatters.get(locale) ?? createMoneyFormatter(locale, 'narrowSymbol');
  formatters.set(locale, write);
  return write(money);
}
