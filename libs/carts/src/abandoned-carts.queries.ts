import type { AbandonedCart, AbandonedCartListQuery, AbandonedCartSummary, CartState, Page } from '@daybook/contract';
import { abandonedCartSummaryDays } from '@daybook/contract';
import { Database, daysAgo, newestFirst } from '@daybook/database';
import { Injectable } from '@nestjs/common';
import type { InferResult, Kysely } from 'kysely';
import type { CartsTables } from './carts.tables.js';

@Injectable()
export class AbandonedCartsQueries {
  constructor(private readonly database: Database) {}

  /** Newest first. Throws `InvalidCursorError`. */
  async list(query: AbandonedCartListQuery): Promise<Page<AbandonedCart>> {
    const keyset = newestFirst(query);
    const rows = await keyset.apply(selectRows(this.database.kysely()), 'abandoned_at', 'id').execute();
    const { items, next } = keyset.page(rows, ({ abandonedAt }) => abandonedAt);
    return { items: items.map(toContractCart), next };
  }

  /** Of the carts abandoned within the last days: the cost of all time would grow with the shop's age. */
  async summary(): Promise<AbandonedCartSummary> {
    const groups = await this.database
      .kysely<CartsTables>()
      .selectFrom('abandoned_cart')
      .select((cart) => [
        'recovered_currency as currency',
        cart.fn.countAll<number>().as('abandoned'),
        cart.fn.count<number>('email_sent_at').as('mailed'),
        cart.fn.count<number>('recovered_at').as('recovered'),
        cart.cast<number | null>(cart.fn.sum('recovered_amount'), 'int8').as('amount'),
      ])
      .where('abandoned_at', '>', daysAgo(abandonedCartSummaryDays))
      .groupBy('recovered_currency')
      .orderBy('amount', 'desc')
      .execute();
    const sum = (figure: 'abandoned' | 'mailed' | 'recovered') =>
      groups.reduce((total, group) => total + group[figure], 0);
    const money = groups.flatMap(({ amount, currency }) =>
      amount === null || currency === null ? [] : [{ amount, currency }],
    );
    return { abandoned: sum('abandoned'), mailed: sum('mailed'), recovered: { count: sum('recovered'), money } };
  }
}

const selectRows = (db: Kysely<CartsTables>) =>
  db
    .selectFrom('abandoned_cart')
    .select(['id', 'email', 'total', 'currency', 'has_consent as hasConsent', 'abandoned_at as abandonedAt'])
    .select(['email_sent_at as emailSentAt', 'skip_reason as skipReason', 'recovered_at as recoveredAt'])
    .select(['order_number as orderNumber', 'recovered_amount as recoveredAmount'])
    .select('recovered_currency as recoveredCurrency');
type Row = InferResult<ReturnType<typeof selectRows>>[number];

function toContractCart(row: Row): AbandonedCart {
  const { id, email, orderNumber, recoveredAmount, recoveredCurrency } = row;
  const state = cartStateOf(row);
  return {
    ...{ id, email, orderNumber, state },
    total: { amount: row.total, currency: row.currency },
    abandonedAt: row.abandonedAt.toISOString(),
    emailSentAt: row.emailSentAt?.toISOString() ?? null,
    recoveredAt: row.recoveredAt?.toISOString() ?? null,
    skipReason: state === 'no_mail' ? row.skipReason : null,
    recovered:
      recoveredAmount === null || recoveredCurrency === null
        ? null
        : { amount: recoveredAmount, currency: recoveredCurrency },
  };
}

function cartStateOf({ recoveredAt, emailSentAt, hasConsent, skipReason }: Row): CartState {
  if (recoveredAt) return 'recovered';
  if (emailSentAt) return 'mailed';
  if (!hasConsent) return 'no_consent';
  return skipReason === null ? 'waiting' : 'no_mail';
}
