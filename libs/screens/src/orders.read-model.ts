import { ActivityLogQueries, type LoggedEntry } from '@daybook/activity-log';
import { ProductsQueries } from '@daybook/catalog';
import { Settings } from '@daybook/config';
import type {
  Order,
  OrderAction,
  OrderListQuery,
  OrderMailKind,
  OrderSummary,
  OrderSurroundings,
  Page,
  TimelinePage,
  TimelineQuery,
} from '@daybook/contract';
import { FulfilmentQueries } from '@daybook/fulfilment';
import { MailQueries } from '@daybook/mail';
import { explainTotal, OrdersQueries, type OrderRow } from '@daybook/orders';
import { refundableAmount, RefundsService } from '@daybook/payments';
import { Injectable } from '@nestjs/common';
import { toActivityEntry } from './activity.read-model.js';
import { availableActions } from './order-actions.js';
import { OutsidePages } from './outside-pages.js';

const newest: TimelineQuery = { limit: 200 };
const onlyNotes: OrderAction[] = ['note'];

@Injectable()
export class OrdersReadModel {
  constructor(
    private readonly orders: OrdersQueries,
    private readonly fulfilments: FulfilmentQueries,
    private readonly refunds: RefundsService,
    private readonly products: ProductsQueries,
    private readonly mails: MailQueries,
    private readonly log: ActivityLogQueries,
    private readonly pages: OutsidePages,
    private readonly settings: Settings,
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
    const mayAct = this.settings.mayReachServices(row);
    const actions = mayAct ? availableActions(row, fulfilments, refundable) : onlyNotes;
    const { currency } = row;
    return {
      ...toSummary(row, needingAttention.has(row.id)),
      lines: row.lines.map((line) => ({ ...line, unitPrice: { amount: line.unitPrice, currency } })),
      linesPending: row.linesFetchedAt === null,
      shipping: { amount: row.shipping, currency },
      totals: explainTotal(row).map(({ kind, amount }) => ({ kind, amount: { amount, currency } })),
      shippingAddress: row.shippingAddress,
      paymentUrl: row.paymentIntentId && mayAct ? this.pages.payment(row.paymentIntentId) : null,
      fulfilmentError: row.fulfilmentError,
      fulfilments: fulfilments.map(({ id: _, shipments, ...fulfilment }) => ({
        ...fulfilment,
        providerUrl:
          fulfilment.providerOrderId && mayAct
            ? this.pages.providerOrder(fulfilment.provider, fulfilment.providerOrderId)
            : null,
        shipments,
      })),
      refunds: refunds.map((refund) => ({
        amount: { amount: refund.amount, currency: refund.currency },
        state: refund.state,
        refundedAt: refund.refundedAt?.toISOString() ?? null,
      })),
      refundable: { amount: refundable, currency },
      resendable: actions.includes('resend') ? await this.listResendable(row.id) : [],
      actions,
    };
  }

  async findSurroundings(idOrNumber: string): Promise<OrderSurroundings | null> {
    const row = await this.orders.findSurroundings(idOrNumber);
    if (!row) return null;
    const { goods, ...surroundings } = row;
    const pictures = await this.products.findPictures(goods);
    return { ...surroundings, pictures: pictures.map(({ goods: { lineId }, url }) => ({ lineId, url })) };
  }

  /** A confirmation also where none was sent, such as from before there was a mail server. */
  private async listResendable(orderId: string): Promise<OrderMailKind[]> {
    const others = (await this.mails.listKinds(orderId)).filter((kind) => kind !== 'confirmation');
    return ['confirmation', ...others];
  }

  /** Null when there is no such order. Throws `InvalidCursorError`. */
  async timeline(idOrNumber: string, { limit, before }: TimelineQuery = newest): Promise<TimelinePage | null> {
    const order = await this.orders.findRef(idOrNumber);
    if (!order) return null;
    const { items, standing, next } = await this.log.listForOrder(order.id, limit, before);
    const toEntry = (entry: LoggedEntry) => toActivityEntry(entry, order.number);
    return { items: items.map(toEntry), standing: standing.map(toEntry), next };
  }
}

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
