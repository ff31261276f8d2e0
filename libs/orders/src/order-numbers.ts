import { Settings } from '@daybook/config';
import type { Transaction } from '@daybook/database';
import { Injectable } from '@nestjs/common';
import { sql } from 'kysely';

@Injectable()
export class OrderNumbers {
  readonly #prefix: string;
  readonly #dayOf: Intl.DateTimeFormat;

  constructor(settings: Settings) {
    this.#prefix = settings.orderNumberPrefix;
    // Swedish writes a date as 2026-02-23.
    this.#dayOf = new Intl.DateTimeFormat('sv-SE', { timeZone: settings.shop.timeZone });
  }

  /** The next number of that day in the shop's time zone, such as SS-260223-0042. Others wait for it until the commit. */
  async next(tx: Transaction, placedAt: Date): Promise<string> {
    const day = this.#dayOf.format(placedAt);
    const { rows } = await sql<{ last: number }>`
      insert into order_number_counter (day, last) values (${day}, 1)
      on conflict (day) do update set last = order_number_counter.last + 1
      returning last`.execute(tx.sql);
    const running = String(rows[0]?.last).padStart(4, '0');
    return `${this.#prefix}-${day.slice(2).replaceAll('-', '')}-${running}`;
  }
}
