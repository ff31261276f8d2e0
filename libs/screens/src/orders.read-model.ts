import { ActivityLogQueries } from '@daybook/activity-log';
import type { ActivityEntry, Order, OrderListQuery, OrderSummary, Page, ParcelContents } from '@daybook/contract';
import { FulfilmentQueries } from '@daybook/fulfilment';
import { explainTotal, OrdersQueries, type OrderRow } from '@daybook/orders';
import { refundableAmount, RefundsService } from '@daybook/payments';
import { Injectable } from '@nestjs/common';
import { toActivityEntry } from './activity.read-model.js';
import { availableActions } from './order-actions.js';

@Injectable()
export class OrdersReadModel {
  constructor(
    private readonly orders: OrdersQueries,
    private readonly fulfilments: FulfilmentQueries,
    private readonly refunds: RefundsService,
    private readonly log: ActivityLogQueries,
  ) {}

  /** Newest first. Throws `InvalidCursorError`. */
  async list(query: OrderListQuery): Promise<Page<OrderSummary>> {
    const page = await this.orders.list(query);
    const needingAttention = await this.log.findOrderIdsNeedingAttention(page.items.map(({ id }) => id));
    return { items: page.items.map((row) => toSummary(row, needingAttention.has(row.id))), next: page.next };
  }

  async findDetail(idOrNumber: string): Promise<Order | null> {
    const row = await this.orders.findDetail(idOrNumber);
    if (!row) return null;
    const needingAttention = await this.log.findOrderIdsNeedingAttention([row.id]);
    const fulfilments = await this.fulfilments.listForOrder(row.id);
    const refunds = await this.refunds.listForOrder(row.id);
    const refundable = refundableAmount(row, refunds);
    const { currency } = row;
    return {
      ...toSummary(row, needingAttention.has(row.id)),
      lines: row.lines.map((line) => ({ ...line, unitPrice: { amount: line.unitPrice, currency } })),
      linesPending: row.linesFetchedAt === null,
      shipping: { amount: row.shipping, currency },
      totals: explainTotal(row).map(({ kind, amount }) => ({ kind, amount: { amount, currency } })),
      shippingAddress: row.shippingAddress,
      fulfilmentError: row.fulfilmentError,
      fulfilments: fulfilments.map(({ id: _, shipments, ...fulfilment }) => ({
        ...fulfilment,
        shipments: shipments.map((shipment) => ({ ...shipment, contents: toContents(shipment.contents) })),
      })),
      refunds: refunds.map((refund) => ({
        amount: { amount: refund.amount, currency: refund.currency },
        state: refund.state,
        refundedAt: refund.refundedAt?.toISOString() ?? null,
      })),
      refundable: { amount: refundable, currency },
      actions: availableActions(row, fulfilments, refundable),
    };
  }

  /** Oldest first; null when there is no such order. */
  async timeline(idOrNumber: string): Promise<ActivityEntry[] | null> {
    const order = await this.orders.findRef(idOrNumber);
    if (!order) return null;
    const entries = await this.log.listForOrder(order.id);
    return entries.map((entry) => toActivityEntry(entry, order.number));
  }
}

const toContents = (contents: ParcelContents[] | null): ParcelContents[] | null =>
  contents?.map(({ title, variant, quantity }) => ({ title, variant, quantity })) ?? null;

function toSummary(row: OrderRow, needsAttention: boolean): OrderSummary {
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
