import type { RefundState } from '@daybook/contract';

interface Payment {
  /** Minor units. */
  total: number;
  /** Null: Stripe has no payment of it. */
  paymentIntentId?: string | null;
}

/** What is left of a payment and can be asked back of Stripe, in minor units: what is asked for counts, what failed does not. */
export function refundableAmount(
  { total, paymentIntentId }: Payment,
  refunds: readonly { amount: number; state: RefundState }[],
): number {
  if (!paymentIntentId) return 0;
  return refunds.filter(({ state }) => state !== 'failed').reduce((left, { amount }) => left - amount, total);
}
