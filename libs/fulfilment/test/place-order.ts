import type { Provider } from '@daybook/contract';
import { randomBytes, randomInt } from 'node:crypto';
import type { OrderActionName } from '../../../apps/sandbox/src/orders/order-actions.js';
import {
  createDraftOrder,
  type OrderLine,
  type OrderState,
  type ProviderOrder,
} from '../../../apps/sandbox/src/orders/provider-order.js';
import type { Services } from '../../../apps/sandbox/src/services.js';

/** What brings an accepted order into each state. */
const actionsTo: Record<Exclude<OrderState, 'draft'>, OrderActionName[]> = {
  accepted: [],
  in_production: ['advance'],
  partly_shipped: ['ship_in_two'],
  shipped: ['advance', 'advance'],
  on_hold: ['hold'],
  unpaid: ['decline_payment'],
  problem: ['fail'],
  cancelled: ['cancel'],
};

/** Places an order at the sandbox as if another program had submitted it, and brings it into that state. */
export function placeOrder(
  { lifecycle }: Services,
  provider: Provider,
  state: OrderState,
  more: Partial<ProviderOrder> = {},
): ProviderOrder {
  const id = provider === 'printify' ? randomBytes(12).toString('hex') : String(randomInt(100_000_000, 999_999_999));
  const draft = createDraftOrder({
    provider,
    id,
    externalId: `external-${id}`,
    label: 'Another order',
    shipping: provider === 'printify' ? '1' : 'STANDARD',
    recipient: {},
    lines: [aLine(1), aLine(2)],
  });
  const order = Object.assign(draft, more);
  lifecycle.add(order);
  if (state === 'draft') return order;
  lifecycle.accept(order);
  for (const action of actionsTo[state]) lifecycle.act(order, action);
  return order;
}

const aLine = (id: number): OrderLine => ({
  id,
  productId: '312946551',
  variantId: '4253821906',
  title: `Print ${id}`,
  variant: 'A3',
  sku: `PRINT-${id}`,
  quantity: 1,
  price: 1_800,
  facility: 1,
});
