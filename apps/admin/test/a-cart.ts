import type { AbandonedCart, AbandonedCartSummary } from '@daybook/contract';

let made = 0;

/** A cart that waits for its mail, as the api returns it. A test names only the fields that matter to it. */
export function aCart(some: Partial<AbandonedCart> = {}): AbandonedCart {
  made += 1;
  return {
    id: `00000000-0000-7000-8000-${String(made).padStart(12, '0')}`,
    email: 'ada@example.com',
    total: { amount: 4_300, currency: 'GBP' },
    abandonedAt: '2026-02-14T12:00:00.000Z',
    emailSentAt: null,
    recoveredAt: null,
    orderNumber: null,
    state: 'waiting',
    skipReason: null,
    recovered: null,
    ...some,
  };
}

export const aMailedCart = (some: Partial<AbandonedCart> = {}): AbandonedCart =>
  aCart({ state: 'mailed', emailSentAt: '2026-02-14T13:00:00.000Z', ...some });

export const aRecoveredCart = (some: Partial<AbandonedCart> = {}): AbandonedCart =>
  aMailedCart({
    state: 'recovered',
    recoveredAt: '2026-02-14T15:00:00.000Z',
    orderNumber: 'SS-260214-0042',
    recovered: { amount: 4_700, currency: 'GBP' },
    ...some,
  });

export function summaryOf(carts: readonly AbandonedCart[]): AbandonedCartSummary {
  const recovered = carts.flatMap((cart) => cart.recovered ?? []);
  const amount = recovered.reduce((sum, money) => sum + money.amount, 0);
  return {
    abandoned: carts.length,
    mailed: carts.filter(({ emailSentAt }) => emailSentAt !== null).length,
    recovered: { count: recovered.length, money: amount > 0 ? [{ amount, currency: 'GBP' }] : [] },
  };
}
