import { createMoneyFormatter, type Money } from '@daybook/contract';
import type { OrderDetail } from '@daybook/orders';
import type { MailDetails } from '../mail-message.entity.js';
import {
  toMailItem,
  toOrderMailModel,
  type MailItem,
  type MailShop,
  type OrderMailModel,
} from './order-mail-models.js';

export interface RefundModel extends OrderMailModel {
  /** Formatted; in a cancellation, empty where nothing was refunded with it. */
  refund: string;
  /** Where the money goes, and when it is there. */
  arrival: string;
}

export interface CancellationModel extends RefundModel {
  /** `Your order`, or `Part of your order`. */
  what: string;
  /** What becomes of the rest. */
  rest: string;
  contents: MailItem[];
}

/** True once Stripe has made the refund. */
const arrival = 'It goes back to the card or account you paid with, and usually arrives within 5 to 10 working days.';

export function toCancellationModel(
  order: OrderDetail,
  shop: MailShop,
  { part, refund }: Pick<MailDetails, 'part' | 'refund'>,
): CancellationModel {
  const model = toOrderMailModel(order, shop);
  const what = part ? 'Part of your order' : 'Your order';
  const money = refund && !refund.hasFailed ? formatMoney(refund, shop) : '';
  return {
    ...model,
    what,
    subject: `${what} ${order.number} at ${model.shop} has been cancelled`,
    preview: money === '' ? 'Here is what we will not be sending.' : `We have refunded ${money}.`,
    rest: part ? 'The rest of your order is not affected.' : 'Nothing more will be sent.',
    contents: order.lines.filter(({ provider }) => !part || provider === part).map(toMailItem),
    refund: money,
    arrival,
  };
}

export function toRefundModel(order: OrderDetail, shop: MailShop, refund: Money): RefundModel {
  const model = toOrderMailModel(order, shop);
  const money = formatMoney(refund, shop);
  return {
    ...model,
    subject: `${money} refunded for your order ${order.number} at ${model.shop}`,
    preview: arrival,
    refund: money,
    arrival,
  };
}

const formatMoney = ({ amount, currency }: Money, { locale }: MailShop) =>
  createMoneyFormatter(locale)({ amount, currency });
