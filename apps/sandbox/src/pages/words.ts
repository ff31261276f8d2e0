import { Injectable } from '@nestjs/common';
import type { Money } from '@daybook/contract';
import { formatMoney, plainAmount } from '../money.js';
import { SandboxSettings } from '../settings.js';
import type { MomentView } from './page-models.js';

/** Writes amounts, times and countries in the shop's locale and time zone. */
@Injectable()
export class Words {
  private readonly times: Intl.DateTimeFormat;
  private readonly regions: Intl.DisplayNames;
  private readonly locale: string;

  constructor(settings: SandboxSettings) {
    const { locale, timeZone } = settings.shop;
    this.locale = locale;
    this.regions = new Intl.DisplayNames(locale, { type: 'region' });
    this.times = new Intl.DateTimeFormat(locale, {
      timeZone,
      day: 'numeric',
      month: 'short',
      hour: '2-digit',
      minute: '2-digit',
      second: '2-digit',
      hourCycle: 'h23',
    });
  }

  money(amount: Money): string {
    return formatMoney(amount, this.locale);
  }

  /** To be typed over. */
  plainAmount(amount: Money): string {
    return plainAmount(amount);
  }

  moment(date: Date): MomentView {
    return { iso: date.toISOString(), words: this.times.format(date) };
  }

  country(code: string): string {
    return this.regions.of(code) ?? code;
  }

  /** Sorted as the shop's language sorts. */
  countries(codes: readonly string[]): { code: string; name: string }[] {
    return codes
      .map((code) => ({ code, name: this.country(code) }))
      .sort((one, other) => one.name.localeCompare(other.name, this.locale));
  }
}
