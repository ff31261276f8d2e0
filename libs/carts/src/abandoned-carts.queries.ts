import type {
  AbandonedCart,
  AbandonedCartListQuery,
  CartState,
  AbandonedCartSummary,
  Money,
  SkipReason,
  Page,
} from '@daybook/contract';
import { Database, newestFirstKeyset } from '@daybook/database';
import { Injectable } from '@nestjs/common';
import { sql } from 'kysely';

interface Row {
  id: string;
  email: string;
  total: number;
  currency: string;
  hasConsent: boolean;
  abandonedAt: Date;
  emailSentAt: Date | null;
  skipReason: SkipReason | null;
  recoveredAt: Date | null;
  orderNumber: string | null;
  recoveredAmount: number | null;
  recoveredCurrency: string | null;
}

@Injectable()
export class AbandonedCartsQueries {
  constructor(private readonly database: Database) {}

  /** Newest first. Throws `InvalidCursorError`. */
  async list(query: AbandonedCartListQuery): Promise<Page<AbandonedCart>> {
    const keyset = newestFirstKeyset('abandoned_at', query);
    const { rows } = await sql<Row>`
      select id, email, total::float8 as total, currency, has_consent as "hasConsent", abandoned_at as "abandonedAt",
        email_sent_at as "emailSentAt", skip_reason as "skipReason", recovered_at as "recoveredAt",
        order_number as "orderNumber", recovered_amount::float8 as "recoveredAmount",
        recovered_currency as "recoveredCurrency"
      from abandoned_cart where ${keyset.where} ${keyset.orderBy}`.execute(this.database.sql);
    const { items, next } = keyset.page(rows, ({ abandonedAt }) => abandonedAt);
    return { items: items.map(toContractCart), next };
  }

  async summary(): Promise<AbandonedCartSummary> {
    const { rows } = await sql<Omit<AbandonedCartSummary, 'recovered'> & { recovered: number; money: Money[] }>`
      select count(*)::int as abandoned, count(email_sent_at)::int as mailed, count(recovered_at)::int as recovered,
        coalesce((
          select json_agg(json_build_object('amount', amount, 'currency', currency) order by amount desc)
          from (
            select sum(recovered_amount) as amount, recovered_currency as currency from abandoned_cart
            where recovered_at is not null group by recovered_currency
          ) as sums
        ), '[]') as money
      from abandoned_cart`.execute(this.database.sql);
    const { abandoned = 0, mailed = 0, recovered = 0, money = [] } = rows[0] ?? {};
    return { abandoned, mailed, recovered: { count: recovered, money } };
  }
}

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
