import type { OrderAction } from '@daybook/contract';
import type { FulfilmentRow } from '@daybook/fulfilment';
import { holdsOrder, type OrderDetail } from '@daybook/orders';

/** What a person may do with an order now. `refundable` is in minor units. */
export function availableActions(order: OrderDetail, fulfilments: FulfilmentRow[], refundable: number): OrderAction[] {
  const isPending = fulfilments.some(({ status, isCancelling }) => status === 'pending' && !isCancelling);
  const isCancellable = ['awaiting_payment', 'paid', 'submitted', 'in_production'].includes(order.status);
  const isAvailable: Record<OrderAction, boolean> = {
    retry: isPending && (order.fulfilmentError !== null || holdsOrder(order.paymentReview)),
    address: isPending || (fulfilments.length === 0 && isCancellable),
    resend: order.status !== 'awaiting_payment',
    refund: refundable > 0,
    cancel:
      isCancellable && fulfilments.every(({ shipments, isCancelling }) => shipments.length === 0 && !isCancelling),
    email: true,
    note: true,
  };
  return (Object.keys(isAvailable) as OrderAction[]).filter((action) => isAvailable[action]);
}
