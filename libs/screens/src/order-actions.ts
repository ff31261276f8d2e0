import type { OrderAction } from '@daybook/contract';
import type { FulfilmentRow } from '@daybook/fulfilment';
import type { OrderDetail } from '@daybook/orders';

export interface OrderFacts {
  order: OrderDetail;
  parts: FulfilmentRow[];
  /** Minor units. */
  refundable: number;
  hasMail: boolean;
}

/** What a person may do about an order now. */
export function actionsFor({ order, parts, refundable, hasMail }: OrderFacts): OrderAction[] {
  if (order.isDemo) return ['note'];
  const isWaiting = parts.some(({ status }) => status === 'pending');
  const mayCancel = ['awaiting_payment', 'paid', 'submitted', 'in_production'].includes(order.status);
  const may: Record<OrderAction, boolean> = {
    retry: isWaiting && order.fulfilmentError !== null,
    address: isWaiting || (parts.length === 0 && mayCancel),
    resend: hasMail,
    refund: refundable > 0,
    cancel: mayCancel && parts.every(({ shipments }) => shipments.length === 0),
    note: true,
  };
  return (Object.keys(may) as OrderAction[]).filter((action) => may[action]);
}
