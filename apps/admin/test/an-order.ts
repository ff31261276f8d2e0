import type { Order } from '@daybook/contract';

export const orderId = '00000000-0000-7000-8000-0000000000aa';
const gbp = (amount: number) => ({ amount, currency: 'GBP' });

/** An order as the api returns it. A test names only the fields that matter to it. */
export function anOrder(some: Partial<Order> = {}): Order {
  return {
    id: orderId,
    number: 'SS-260214-0042',
    status: 'paid',
    customerName: 'Ada Green',
    customerEmail: 'ada@customer.example',
    total: gbp(4300),
    placedAt: '2026-02-14T14:23:00.000Z',
    needsAttention: false,
    lines: [],
    linesPending: false,
    shipping: gbp(400),
    totals: [
      { kind: 'subtotal', amount: gbp(3900) },
      { kind: 'shipping', amount: gbp(400) },
      { kind: 'total', amount: gbp(4300) },
    ],
    shippingAddress: {
      name: 'Ada Green',
      line1: '12 Mill Lane',
      line2: null,
      city: 'Totnes',
      region: null,
      postalCode: 'TQ9 5AB',
      country: 'GB',
      phone: null,
    },
    paymentUrl: null,
    fulfilmentError: null,
    fulfilments: [],
    refunds: [],
    refundable: gbp(4300),
    resendable: ['confirmation'],
    actions: [],
    ...some,
  };
}

/** A provider's part of an order. */
export function aFulfilment(some: Partial<Order['fulfilments'][number]> = {}): Order['fulfilments'][number] {
  return {
    provider: 'printify',
    providerOrderId: 'PFY-1',
    providerUrl: null,
    status: 'submitted',
    isCancelling: false,
    shipments: [],
    ...some,
  };
}
