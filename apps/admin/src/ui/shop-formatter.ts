import { computed, inject, Injectable } from '@angular/core';
import type { Money } from '@daybook/contract';
import { SessionStore } from '../api/session-store';
import { formatMoney } from './money';
import { TimeFormatter } from './time-formatter';

/** Formats money, times and countries with the shop's settings from `GET /api/session`. */
@Injectable({ providedIn: 'root' })
export class ShopFormatter {
  readonly #session = inject(SessionStore);
  readonly locale = computed(() => this.#session.session()?.shop.locale ?? 'en-GB');
  readonly #timeZone = computed(() => this.#session.session()?.shop.timeZone ?? 'UTC');
  readonly #countries = computed(() => new Intl.DisplayNames(this.locale(), { type: 'region' }));

  readonly timeFormatter = computed(() => new TimeFormatter(this.locale(), this.#timeZone()));

  money(money: Money): string {
    return formatMoney(money, this.locale());
  }

  country(code: string): string {
    return /^[A-Z]{2}$/.test(code) ? (this.#countries().of(code) ?? code) : code;
  }
}
