import {
  canonicalEmail,
  type OrderListQuery,
  type OrderStatus,
  type Page,
  type Provider,
  type ShippingAddress,
} from '@daybook/contract';
import { anyOf, Database, newestFirst, searches, spaced, type Transaction } from '@daybook/database';
import { Injectable } from '@nestjs/common';
import { expressionBuilder, type ExpressionBuilder } from 'kysely';
import { jsonArrayFrom } from 'kysely/helpers/postgres';
import { validate as isUuid } from 'uuid';
import type { OrdersTables, PaymentReview } from './order.entity.js';

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
  subtotal: number | null;
  discount: number;
  shipping: number;
  tax: number;
  shippingAddress: ShippingAddress | null;
  fulfilmentError: string | null;
  paymentIntentId: string | null;
  paymentReview: PaymentReview | null;
  isDemo: boolean;
  linesFetchedAt: Date | null;
  lines: {
    id: string;
    title: string;
    variant: string | null;
    sku: string | null;
    provider: Provider | null;
    quantity: number;
    unitPrice: number;
  }[];
}

/** Which goods a line is for: the provider's ids. */
interface LineGoods {
  lineId: string;
  provider: Provider | null;
  productId: string | null;
  variantId: string | null;
}

export interface OrderSurroundingsRow {
  /** Numbers of its neighbours in the list. */
  newer: string | null;
  older: string | null;
  /** How many other orders its customer has placed, up to 100. */
  otherOrders: number;
  goods: LineGoods[];
}

export type OrderRef = Pick<OrderRow, 'id' | 'number'>;

@Injectable()
export class OrdersQueries {
  constructor(private readonly database: Database) {}

  /** Newest first. Throws `InvalidCursorError`. */
  async list({ q, status, ...query }: OrderListQuery): Promise<Page<OrderRow>> {
    const keyset = newestFirst(query);
    let orders = this.#orders.select(rowColumns);
    if (q) orders = orders.where(matches(q));
    if (status) orders = orders.where('status', '=', status);
    const rows = await keyset.apply(orders, 'placed_at', 'id').execute();
    return keyset.page(rows, ({ placedAt }) => placedAt);
  }

  async findDetail(idOrNumber: string): Promise<OrderDetail | null> {
    const order = await this.#orders
      .select(rowColumns)
      .select([
        'subtotal',
        'discount',
        'shipping',
        'tax',
        'shipping_address as shippingAddress',
        'fulfilment_error as fulfilmentError',
      ])
      .select(['payment_intent_id as paymentIntentId', 'payment_review as paymentReview'])
      .select(['is_demo as isDemo', 'lines_fetched_at as linesFetchedAt'])
      .select((eb) =>
        jsonArrayFrom(
          eb
            .selectFrom('order_line')
            .select(['id', 'title', 'variant', 'sku', 'provider', 'quantity', 'unit_price as unitPrice'])
            .whereRef('order_id', '=', 'customer_order.id')
            .orderBy('position'),
        ).as('lines'),
      )
      .where(isCalled(idOrNumber))
      .executeTakeFirst();
    return order ?? null;
  }

  async findSurroundings(idOrNumber: string): Promise<OrderSurroundingsRow | null> {
    const found = await this.#orders
      .select((eb) => [
        neighbour(eb, 'newer').as('newer'),
        neighbour(eb, 'older').as('older'),
        eb
          .selectFrom((from) =>
            from
              .selectFrom('customer_order as other')
              .select((one) => one.lit(1).as('one'))
              .whereRef('other.canonical_email', '=', 'customer_order.canonical_email')
              .where('other.canonical_email', '<>', '')
              .whereRef('other.id', '<>', 'customer_order.id')
              .limit(maxOtherOrders)
              .as('others'),
          )
          .select((others) => others.fn.countAll<number>().as('count'))
          .$asScalar()
          .$notNull()
          .as('otherOrders'),
        jsonArrayFrom(
          eb
            .selectFrom('order_line')
            .select(['id as lineId', 'provider', 'product_id as productId', 'variant_id as variantId'])
            .whereRef('order_id', '=', 'customer_order.id'),
        ).as('goods'),
      ])
      .where(isCalled(idOrNumber))
      .executeTakeFirst();
    return found ?? null;
  }

  async findRef(idOrNumber: string): Promise<OrderRef | null> {
    const order = await this.#orders.select(['id', 'number']).where(isCalled(idOrNumber)).executeTakeFirst();
    return order ?? null;
  }

  /** Null until the checkout session has become an order. */
  async findByCheckoutSession(sessionId: string): Promise<{ number: string; isPaid: boolean } | null> {
    const order = await this.#orders
      .select(['number', 'paid_at'])
      .where('checkout_session_id', '=', sessionId)
      .executeTakeFirst();
    return order ? { number: order.number, isPaid: order.paid_at !== null } : null;
  }

  async findNumbers(ids: string[]): Promise<Map<string, string>> {
    if (ids.length === 0) return new Map();
    const rows = await this.#orders.select(['id', 'number']).where('id', '=', anyOf(ids)).execute();
    return new Map(rows.map(({ id, number }) => [id, number]));
  }

  /** Whether somebody with this e-mail address, however it is written, has placed an order since then. */
  async hasOrderedSince(tx: Transaction, email: string, since: Date): Promise<boolean> {
    const order = await tx
      .kysely<OrdersTables>()
      .selectFrom('customer_order')
      .select('id')
      .where('canonical_email', '=', canonicalEmail(email))
      .where('placed_at', '>=', since)
      .limit(1)
      .executeTakeFirst();
    return order !== undefined;
  }

  /** Ids of the newest orders whose number, customer name and e-mail address contain every word of `text`. */
  async searchIds(text: string, limit: number): Promise<string[]> {
    const rows = await this.#orders
      .select('id')
      .where(matches(text))
      .orderBy('placed_at', 'desc')
      .orderBy('id', 'desc')
      .limit(limit)
      .execute();
    return rows.map(({ id }) => id);
  }

  get #orders() {
    return this.database.kysely<OrdersTables>().selectFrom('customer_order');
  }
}

const maxOtherOrders = 100;

/** The number of the order that is before this one in the list, or after it. */
function neighbour(eb: ExpressionBuilder<OrdersTables, 'customer_order'>, side: 'newer' | 'older') {
  const [operator, direction] = side === 'newer' ? (['>', 'asc'] as const) : (['<', 'desc'] as const);
  return eb
    .selectFrom('customer_order as next')
    .select('next.number')
    .where((next) =>
      next(
        next.refTuple('next.placed_at', 'next.id'),
        operator,
        next.refTuple('customer_order.placed_at', 'customer_order.id'),
      ),
    )
    .orderBy('next.placed_at', direction)
    .orderBy('next.id', direction)
    .limit(1);
}

const rowColumns = [
  ...(['id', 'number', 'status', 'currency', 'total', 'customer_name as customerName'] as const),
  ...(['customer_email as customerEmail', 'placed_at as placedAt'] as const),
] as const;

const eb = expressionBuilder<OrdersTables, 'customer_order'>();

/** The expression of the index `customer_order_search`. */
const matches = (words: string) =>
  searches(spaced(eb.ref('number'), eb.ref('customer_name'), eb.ref('customer_email')), words, {
    ...{ table: 'customer_order', time: 'placed_at' },
  });

/** Order numbers are stored in capitals, but people type them in any case. */
const isCalled = (idOrNumber: string) =>
  isUuid(idOrNumber) ? eb('id', '=', idOrNumber) : eb('number', '=', idOrNumber.toUpperCase());
