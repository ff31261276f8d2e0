import { formatMoney } from '../money.js';
import { markup, type Markup } from '../server/markup.js';
import type { SandboxSettings } from '../settings.js';

/** Writes amounts, times and countries in the shop's locale and time zone. */
export class Formats {
  readonly #times: Intl.DateTimeFormat;
  readonly #regions: Intl.DisplayNames;
  readonly #locale: string;

  constructor({ locale, timeZone }: Pick<SandboxSettings['shop'], 'locale' | 'timeZone'>) {
    this.#locale = locale;
    this.#regions = new Intl.DisplayNames(locale, { type: 'region' });
    this.#times = new Intl.DateTimeFormat(locale, {
      timeZone,
      day: 'numeric',
      month: 'short',
      hour: '2-digit',
      minute: '2-digit',
      second: '2-digit',
      hourCycle: 'h23',
    });
  }

  /** `amount` in minor units; `currency` in any case. */
  money(amount: number, currency: string): string {
    return formatMoney({ amount, currency: currency.toUpperCase() }, this.#locale);
  }

  /** `moment`: a date, ISO 8601, or unix seconds. */
  timeText(moment: Date | string | number): string {
    return this.#times.format(toDate(moment));
  }

  /** The same as a `<time>` element. */
  time(moment: Date | string | number): Markup {
    const iso = toDate(moment).toISOString();
    return markup`<time datetime="${iso}" title="${iso}">${this.timeText(moment)}</time>`;
  }

  /** Sorted as the shop's language sorts. */
  countries(codes: readonly string[]): { code: string; name: string }[] {
    return codes
      .map((code) => ({ code, name: this.#regions.of(code) ?? code }))
      .sort((one, other) => one.name.localeCompare(other.name, this.#locale));
  }
}

const toDate = (moment: Date | string | number) => new Date(typeof moment === 'number' ? moment * 1000 : moment);
