import { ActivityLogQueries, Resolutions } from '@daybook/activity-log';
import type { ActivityEntry, Order, OrderListQuery, OrderSummary, Page } from '@daybook/contract';
import { FulfilmentQueries } from '@daybook/fulfilment';
import { OrdersQueries, type OrderRow } from '@daybook/orders';
import { refundableAmount, RefundsService } from '@daybook/payments';
import { Injectable } from '@nestjs/common';
import { entryShown } from './entry-shown.js';
import { actionsFor } from './order-actions.js';

/** The order list, one order's page, and its story. */
@Injectable()
export class OrdersReadModel {
  constructor(
    private readonly orders: OrdersQueries,
    private readonly fulfilments: FulfilmentQueries,
    private readonly refunds: RefundsService,
    private readonly log: ActivityLogQueries,
    private readonly resolutions: Resolutions,
  ) {}

  /** Newest first. Throws `InvalidCursorError`. */
  async list(query: OrderListQuery): Promise<Page<OrderSummary>> {
    const page = await this.orders.list(query);
    const needy = await this.log.ordersNeedingAttention(page.items.map(({ id }) => id));
    return { items: page.items.map((row) => summaryOf(row, needy.has(row.id))), next: page.next };
  }

  /** By id or number; null when there is none. */
  async detail(idOrNumber: string): Promise<Order | null> {
    const row = await this.orders.findDetail(idOrNumber);
    if (!row) return null;
    const needy = await this.log.ordersNeedingAttention([row.id]);
    const fulfilments = await this.fulfilments.listForOrder(row.id);
    const refunds = await this.refunds.listForOrder(row.id);
    const refundable = refundableAmount(row, refunds);
    const { currency } = row;
    return {
      ...summaryOf(row, needy.has(row.id)),
      lines: row.lines.map((line) => ({ ...line, unitPrice: { amount: line.unitPrice, currency } })),
      linesPending: row.linesFetchedAt === null,
      shipping: { amount: row.shipping, currency },
      shippingAddress: row.shippingAddress,
      fulfilmentError: row.fulfilmentError,
      fulfilments: fulfilments.map(({ id: _, ...part }) => part),
      refunds: refunds.map(({ amount, state, refundedAt }) => ({
        amount: { amount, currency },
        state,
        refundedAt: refundedAt?.toISOString() ?? null,
      })),
      refundable: { amount: refundable, currency },
      actions: actionsFor({ order: row, parts: fulfilments, refundable, hasMail: row.status !== 'awaiting_payment' }),
    };
  }

  /** The order's story, oldest first; null when there is no such order. */
  async timeline(idOrNumber: string): Promise<ActivityEntry[] | null> {
    const order = await this.orders.findRef(idOrNumber);
    if (!order) return null;
    const entries = await this.log.listForOrder(order.id);
    return entries.map((entry) => entryShown(entry, order.number));
  }

  /** How many of its warnings and errors were open; null when there is no such order. */
  async resolveAll(idOrNumber: string, name: string): Promise<number | null> {
    const order = await this.orders.findRef(idOrNumber);
    return order && this.resolutions.resolveAllForOrder(order.id, name);
  }
}

function summaryOf(row: OrderRow, needsAttention: boolean): OrderSummary {
  const { id, number, status, customerName, customerEmail, total, currency, placedAt } = row;
  return {
    id,
    number,
    status,
    customerName,
    customerEmail,
    total: { amount: total, currency },
    placedAt: placedAt.toISOString(),
    needsAttention,
  };
}
