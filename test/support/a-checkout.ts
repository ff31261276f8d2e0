import { randomUUID } from 'node:crypto';
import type { Checkout } from '@daybook/orders';

/** A checkout of £43.00 by Ada Green, with the given differences. */
export function aCheckout(some: Partial<Checkout> = {}): Checkout {
  return {
    sessionId: `cs_test_${randomUUID()}`,
    paymentIntentId: 'pi_test',
    total: { amount: 4_300, currency: 'GBP' },
    subtotal: 3_900,
    discount: 0,
    shipping: 400,
    tax: 0,
    customerName: 'Ada Green',
    customerEmail: 'customer@example.com',
    shippingAddress: null,
    ...some,
  };
}
