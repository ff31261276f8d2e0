import type { Provider } from '@daybook/contract';
import type { Transaction } from '@daybook/database';
import { lockOrder, type Order } from '@daybook/orders';
import { Fulfilment } from './fulfilment.entity.js';

/** Locks the order of a fulfilment until `tx` ends and returns both as they are now; null when they no longer exist. */
export async function lockFulfilment(
  tx: Transaction,
  fulfilmentId: string,
): Promise<{ order: Order; fulfilment: Fulfilment } | null> {
  const found = await tx.em.findOne(Fulfilment, { id: fulfilmentId });
  const order = found && (await lockOrder(tx, found.orderId));
  // read again under the lock
  const fulfilment = found && (await tx.em.refresh(found));
  return order && fulfilment ? { order, fulfilment } : null;
}

/** For news of a provider's order before it waits, and before the order's id is stored: so none is missed. */
export const lockProviderOrder = (tx: Transaction, provider: Provider, providerOrderId: string): Promise<void> =>
  tx.lock('provider order', `${provider} ${providerOrderId}`);
