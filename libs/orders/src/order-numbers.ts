import { Settings } from '@daybook/config';
import type { Transaction } from '@daybook/database';
import { Injectable } from '@nestjs/common';
import { expressionBuilder } from 'kysely';
import type { OrdersTables } from './order.entity.js';

const eb = expressionBuilder<OrdersTables>();

@Injectable()
export class OrderNumbers {
  readonly #prefix: string;
  readonly #isoDate: Intl.DateTimeFormat;

  constructor(settings: Settings) {
    this.#prefix = settings.orderNumberPrefix;
    // The Swedish locale formats a date as 2026-02-23.
    this.#isoDate = new Intl.DateTimeFormat('sv-SE', { timeZone: settings.shop.timeZone });
  }

  /** The next number of that day in the shop's time zone, such as SS-260223-0042. */
  async next(tx: Transaction, placedAt: Date): Promise<string> {
    const day = this.#isoDate.format(placedAt);
    const count = (await draw(tx, day)) ?? (await startDay(tx, day));
    return `${this.#prefix}-${day.slice(2).replaceAll('-', '')}-${String(count).padStart(4, '0')}`;
  }
}

/**
 * All days draw from one sequence, and each counts from where it started. Drawing from a sequence locks nothing, so an order
 * waits for no other, except while the first of its day commits. In return the count has gaps: where a transaction rolled
 * back, and where a webhook of the day before arrives late. A sequence per day would need DDL while orders are placed.
 */
async function draw(tx: Transaction, day: string): Promise<number | null> {
  const row = await tx
    .kysely<OrdersTables>()
    .selectFrom('order_number_day')
    .select((eb) => eb(nextValue(), '-', eb.ref('starts_after')).as('count'))
    .where('day', '=', day)
    .executeTakeFirst();
  return row?.count ?? null;
}

/** An order that is placed at the same moment waits for the first of its day, and draws from what that one has inserted. */
async function startDay(tx: Transaction, day: string): Promise<number> {
  await tx.lock('day of order numbers', day);
  return (await draw(tx, day)) ?? insertDay(tx, day);
}

/** Draws the first number itself: somebody may draw another one before the next statement. */
async function insertDay(tx: Transaction, day: string): Promise<number> {
  await tx
    .kysely<OrdersTables>()
    .insertInto('order_number_day')
    .values({ day, starts_after: eb(nextValue(), '-', 1) })
    .execute();
  return 1;
}

const nextValue = () => eb.fn<number>('nextval', [eb.val('order_number')]);
