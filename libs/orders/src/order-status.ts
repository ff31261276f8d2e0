import type { FulfilmentStatus, OrderStatus } from '@daybook/contract';

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

export function canTransition(current: OrderStatus, next: OrderStatus): boolean {
  return followers[current].includes(next);
}

/** Where an order stands, as its parts make it; null while that is not for them to say. */
export function deriveStatus(parts: readonly FulfilmentStatus[]): OrderStatus | null {
  const going = parts.filter((status) => status !== 'cancelled');
  const all = (...statuses: FulfilmentStatus[]) => going.every((status) => statuses.includes(status));
  const some = (...statuses: FulfilmentStatus[]) => going.some((status) => statuses.includes(status));
  if (going.length === 0) return parts.length > 0 ? 'cancelled' : null;
  if (all('delivered')) return 'delivered';
  if (all('shipped', 'delivered')) return 'shipped';
  if (some('partially_shipped', 'shipped', 'delivered')) return 'partially_shipped';
  if (some('in_production')) return 'in_production';
  return all('submitted') ? 'submitted' : null;
}
