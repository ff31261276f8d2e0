import { Settings } from '@daybook/config';
import type { Transaction } from '@daybook/database';
import { Injectable } from '@nestjs/common';
import { sql } from 'kysely';

@Injectable()
export class OrderNumbers {
  readonly #prefix: string;
  readonly #isoDate: Intl.DateTimeFormat;

  constructor(settings: Settings) {
    this.#prefix = settings.orderNumberPrefix;
    // The Swedish locale formats a date as 2026-02-23.
    this.#isoDate = new Intl.DateTimeFormat('sv-SE', { timeZone: settings.shop.timeZone });
  }

  /** The next number of that day in the shop's time zone, such as SS-260223-0042. Other callers wait until `tx` ends. */
  async next(tx: Transaction, placedAt: Date): Promise<string> {
    const day = this.#isoDate.format(placedAt);
    const { rows } = await sql<{ last: number }>`
      insert into order_number_counter (day, last) values (${day}, 1)
      on conflict (day) do update set last = order_number_counter.last + 1
      returning last`.execute(tx.sql);
    const sequence = String(rows[0]?.last).padStart(4, '0');
    return `${this.#prefix}-${day.slice(2).replaceAll('-', '')}-${sequence}`;
  }
}
