import type { OverdueKind } from '@daybook/contract';
import type { Fulfilment } from './fulfilment.entity.js';

/** What an order no longer waits for when these parts are left of it. */
export function endedWaits(active: Fulfilment[]): OverdueKind[] {
  const isSubmitted = active.every(({ status }) => status !== 'pending');
  const isShipped = active.every(({ status }) => status === 'shipped' || status === 'delivered');
  return [...(isSubmitted ? (['submission'] as const) : []), ...(isShipped ? (['shipping'] as const) : [])];
}
