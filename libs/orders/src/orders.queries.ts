import type { OrderListQuery, OrderStatus, Page, Provider, ShippingAddress } from '@daybook/contract';
import { cursorTime, Database, decodeCursor, pageOf } from '@daybook/database';
import { Injectable } from '@nestjs/common';
import { sql, type RawBuilder } from 'kysely';
import { z } from 'zod';

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

const position = z.tuple([cursorTime, z.uuid()]);
const isUuid = (text: string) => z.uuid().safeParse(text).success;
const orderWords = sql`(number || ' ' || customer_name || ' ' || customer_email)`;
const columns = sql`
  id, number, status, currency, total::float8 as total, customer_name as "customerName",
  customer_email as "customerEmail", placed_at as "placedAt"`;

@Injectable()
export class OrdersQueries {
  constructor(private readonly database: Database) {}

  /** Newest first. Throws `InvalidCursorError`. */
  async list({ q, status, limit, before }: OrderListQuery): Promise<Page<OrderRow>> {
    const conditions: RawBuilder<unknown>[] = [sql`true`];
    if (q) conditions.push(sql`${orderWords} ilike ${containing(q)}`);
    if (status) conditions.push(sql`status = ${status}`);
    if (before !== undefined) {
      const [placedAt, id] = decodeCursor(before, position);
      conditions.push(sql`(placed_at, id) < (${new Date(placedAt)}, ${id})`);
    }
    const { rows } = await sql<OrderRow>`
      select ${columns} from customer_order where ${sql.join(conditions, sql` and `)}
      order by placed_at desc, id desc limit ${limit + 1}`.execute(this.database.sql);
    return pageOf(rows, limit, (last) => [last.placedAt.getTime(), last.id]);
  }

  /** One order with its lines, by its id or its number; null when there is none. */
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
      from customer_order where ${named(idOrNumber)}`.execute(this.database.sql);
    return rows[0] ?? null;
  }

  /** The id and number of one order, by either; null when there is none. */
  async find(idOrNumber: string): Promise<{ id: string; number: string } | null> {
    const { rows } = await sql<{ id: string; number: string }>`
      select id, number from customer_order where ${named(idOrNumber)}`.execute(this.database.sql);
    return rows[0] ?? null;
  }

  /** The number of the order that a checkout became, and whether it is paid; null until it has become one. */
  async findByCheckoutSession(sessionId: string): Promise<{ number: string; isPaid: boolean } | null> {
    const { rows } = await sql<{ number: string; isPaid: boolean }>`
      select number, paid_at is not null as "isPaid" from customer_order where checkout_session_id = ${sessionId}
    `.execute(this.database.sql);
    return rows[0] ?? null;
  }

  /** Order numbers by id. */
  async findNumbers(ids: string[]): Promise<Map<string, string>> {
    if (ids.length === 0) return new Map();
    const { rows } = await sql<{ id: string; number: string }>`
      select id, number from customer_order where id = any(${ids})`.execute(this.database.sql);
    return new Map(rows.map(({ id, number }) => [id, number]));
  }

  /** The newest orders whose number, customer or e-mail contains these words. */
  async searchIds(words: string, limit: number): Promise<string[]> {
    const { rows } = await sql<{ id: string }>`
      select id from customer_order where ${orderWords} ilike ${containing(words)}
      order by placed_at desc, id desc limit ${limit}`.execute(this.database.sql);
    return rows.map(({ id }) => id);
  }
}

/** Numbers are written in capitals, and typed as people type. */
const named = (idOrNumber: string) =>
  isUuid(idOrNumber) ? sql`id = ${idOrNumber}` : sql`number = ${idOrNumber.toUpperCase()}`;
const containing = (words: string) => `%${words.replaceAll(/[\\%_]/g, '\\$&')}%`;
