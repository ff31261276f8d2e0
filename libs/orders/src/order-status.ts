import type { OrderStatus } from '@daybook/contract';

/** Which status may follow which. Webhooks come in any order: a status never goes back, and the last two are final. */
const followers: Record<OrderStatus, readonly OrderStatus[]> = {
  awaiting_payment: ['paid', 'cancelled'],
  paid: ['submitted', 'in_production', 'partially_shipped', 'shipped', 'delivered', 'cancelled'],
  submitted: ['in_production', 'partially_shipped', 'shipped', 'delivered', 'cancelled'],
  in_production: ['partially_shipped', 'shipped', 'delivered', 'cancelled'],
  partially_shipped: ['shipped', 'delivered', 'cancelled'],
  shipped: ['delivered'],
  delivered: [],
  cancelled: [],
};

export function mayFollow(current: OrderStatus, next: OrderStatus): boolean {
  return followers[current].includes(next);
}
