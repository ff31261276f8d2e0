import { createMoneyFormatter, minorUnitDigits } from '@daybook/contract';
import { markup } from './server/markup.js';
import type { SandboxSettings } from './settings.js';

/** A date, ISO 8601, or unix seconds. */
type Moment = Date | string | number;

/** Formats amounts, times and countries in the shop's locale and time zone. */
export function createFormatters({ SHOP_LOCALE: locale, SHOP_TIMEZONE: timeZone }: SandboxSettings) {
  const formatMoney = createMoneyFormatter(locale);
  const regions = new Intl.DisplayNames(locale, { type: 'region' });
  const times = new Intl.DateTimeFormat(locale, {
    timeZone,
    day: 'numeric',
    month: 'short',
    hour: '2-digit',
    minute: '2-digit',
    second: '2-digit',
    hourCycle: 'h23',
  });
  const timeText = (moment: Moment) => times.format(toDate(moment));
  return {
    /** `amount` in minor units; `currency` in any case. */
    money: (amount: number, currency: string) => formatMoney({ amount, currency: currency.toUpperCase() }),
    timeText,
    time: (moment: Moment) => {
      const iso = toDate(moment).toISOString();
      return markup`<time datetime="${iso}" title="${iso}">${timeText(moment)}</time>`;
    },
    /** Names by code, sorted as the shop's language sorts. */
    countries: (codes: readonly string[]): Record<string, string> => {
      const names = codes.map((code): [code: string, name: string] => [code, regions.of(code) ?? code]);
      return Object.fromEntries(names.sort(([, one], [, other]) => one.localeCompare(other, locale)));
    },
  };
}

const toDate = (moment: Moment) => new Date(typeof moment === 'number' ? moment * 1000 : moment);

/** An amount of minor units as people type it, without the currency: `43.00`, `4300`, `4.300`. */
export function formatWithoutCurrency(amount: number, currency: string): string {
  const decimals = minorUnitDigits(currency.toUpperCase());
  return (amount / 10 ** decimals).toFixed(decimals);
}

/** What a person typed, with a comma or a point; null when it is no amount. */
export function parseMinorUnits(text: string, currency: string): number | null {
  if (!/^\d{1,9}([.,]\d{1,4})?$/.test(text)) return null;
  return Math.round(Number(text.replace(',', '.')) * 10 ** minorUnitDigits(currency.toUpperCase()));
}
