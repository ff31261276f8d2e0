import type { FulfilmentStatus, OrderStatus } from '@daybook/contract';

/** Webhooks arrive in any order, so a status only moves forward. */
const transitions: Record<OrderStatus, readonly OrderStatus[]> = {
  awaiting_payment: ['paid', 'cancelled'],
  paid: ['submitted', 'in_production', 'partially_shipped', 'shipped', 'delivered', 'cancelled'],
  submitted: ['in_production', 'partially_shipped', 'shipped', 'delivered', 'cancelled'],
  in_production: ['partially_shipped', 'shipped', 'delivered', 'cancelled'],
  partially_shipped: ['shipped', 'delivered', 'cancelled'],
  shipped: ['delivered'],
  delivered: [],
  cancelled: [],
};

export function canTransition(from: OrderStatus, to: OrderStatus): boolean {
  return transitions[from].includes(to);
}

/**
 * The order status that follows from its fulfilments; null while some are still to be submitted. An incomplete order has
 * lines that are in none of them: it is never wholly shipped.
 */
export function deriveStatus(
  fulfilmentStatuses: readonly FulfilmentStatus[],
  isIncomplete = false,
): OrderStatus | null {
  const active = fulfilmentStatuses.filter((status) => status !== 'cancelled');
  const all = (...statuses: FulfilmentStatus[]) => active.every((status) => statuses.includes(status));
  const some = (...statuses: FulfilmentStatus[]) => active.some((status) => statuses.includes(status));
  if (active.length === 0) return fulfilmentStatuses.length > 0 ? 'cancelled' : null;
  if (!isIncomplete && all('delivered')) return 'delivered';
  if (!isIncomplete && all('shipped', 'delivered')) return 'shipped';
  if (some('partially_shipped', 'shipped', 'delivered')) return 'partially_shipped';
  if (some('in_production')) return 'in_production';
  return all('submitted') ? 'submitted' : null;
}
