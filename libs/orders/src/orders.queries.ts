import type { OrderListQuery, OrderStatus, Page, Provider, ShippingAddress } from '@daybook/contract';
import { likePattern, Database, newestFirstKeyset } from '@daybook/database';
import { Injectable } from '@nestjs/common';
import { sql, type RawBuilder } from 'kysely';
import { validate as isUuid } from 'uuid';

/** An order as a list shows it; amounts in minor units. */
export interface OrderRow {
  id: string;
  number: string;
  status: OrderStatus;
  currency: string;
  total: number;
  customerName: string;
  customerEmail: string;
  placedAt: Date;
}

export interface OrderDetail extends OrderRow {
  shipping: number;
  shippingAddress: ShippingAddress | null;
  fulfilmentError: string | null;
  paymentIntentId: string | null;
  isDemo: boolean;
  linesFetchedAt: Date | null;
  lines: {
    title: string;
    variant: string | null;
    sku: string | null;
    provider: Provider | null;
    quantity: number;
    unitPrice: number;
  }[];
}

export type OrderRef = Pick<OrderRow, 'id' | 'number'>;

/** The expression of the index `customer_order_search`. */
const searchText = sql`(number || ' ' || customer_name || ' ' || customer_email)`;
const columns = sql`
  id, number, status, currency, total::float8 as total, customer_name as "customerName",
  customer_email as "customerEmail", placed_at as "placedAt"`;

@Injectable()
export class OrdersQueries {
  constructor(private readonly database: Database) {}

  /** Newest first. Throws `InvalidCursorError`. */
  async list({ q, status, ...query }: OrderListQuery): Promise<Page<OrderRow>> {
    const keyset = newestFirstKeyset('placed_at', query);
    const conditions: RawBuilder<unknown>[] = [keyset.where];
    if (q) conditions.push(sql`${searchText} ilike ${likePattern(q)}`);
    if (status) conditions.push(sql`status = ${status}`);
    const { rows } = await sql<OrderRow>`
      select ${columns} from customer_order where ${sql.join(conditions, sql` and `)}
      ${keyset.orderBy}`.execute(this.database.sql);
    return keyset.page(rows, ({ placedAt }) => placedAt);
  }

  async findDetail(idOrNumber: string): Promise<OrderDetail | null> {
    const { rows } = await sql<OrderDetail>`
      select ${columns}, shipping::float8 as shipping, shipping_address as "shippingAddress",
        fulfilment_error as "fulfilmentError", payment_intent_id as "paymentIntentId", is_demo as "isDemo",
        lines_fetched_at as "linesFetchedAt",
        coalesce((
          select json_agg(json_build_object('title', title, 'variant', variant, 'sku', sku, 'provider', provider,
            'quantity', quantity, 'unitPrice', unit_price) order by position)
          from order_line where order_id = customer_order.id
        ), '[]') as lines
      from customer_order where ${idOrNumberCondition(idOrNumber)}`.execute(this.database.sql);
    return rows[0] ?? null;
  }

  async findRef(idOrNumber: string): Promise<OrderRef | null> {
    const { rows } = await sql<OrderRef>`
      select id, number from customer_order where ${idOrNumberCondition(idOrNumber)}`.execute(this.database.sql);
    return rows[0] ?? null;
  }

  /** Null until the checkout session has become an order. */
  async findByCheckoutSession(sessionId: string): Promise<{ number: string; isPaid: boolean } | null> {
    const { rows } = await sql<{ number: string; isPaid: boolean }>`
      select number, paid_at is not null as "isPaid" from customer_order where checkout_session_id = ${sessionId}
    `.execute(this.database.sql);
    return rows[0] ?? null;
  }

  async findNumbers(ids: string[]): Promise<Map<string, string>> {
    if (ids.length === 0) return new Map();
    const { rows } = await sql<OrderRef>`
      select id, number from customer_order where id = any(${ids})`.execute(this.database.sql);
    return new Map(rows.map(({ id, number }) => [id, number]));
  }

  /** Ids of the newest orders whose number, customer name or e-mail address contains `text`. */
  async searchIds(text: string, limit: number): Promise<string[]> {
    const { rows } = await sql<{ id: string }>`
      select id from customer_order where ${searchText} ilike ${likePattern(text)}
      order by placed_at desc, id desc limit ${limit}`.execute(this.database.sql);
    return rows.map(({ id }) => id);
  }
}

/** Order numbers are stored in capitals, but people type them in any case. */
const idOrNumberCondition = (idOrNumber: string) =>
  isUuid(idOrNumber) ? sql`id = ${idOrNumber}` : sql`number = ${idOrNumber.toUpperCase()}`;
