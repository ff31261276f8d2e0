import type { OrderDetail } from '@daybook/orders';

/** The detail of an order of £43.00 by Ada Green, with the given differences. */
export function anOrderDetail(some: Partial<OrderDetail> = {}): OrderDetail {
  const line = { sku: null, provider: 'printify', quantity: 1 } as const;
  return {
    id: '019c8d0a-0000-7000-8000-000000000001',
    number: 'SS-260223-0042',
    status: 'paid',
    currency: 'GBP',
    total: 4_300,
    subtotal: null,
    discount: 0,
    shipping: 400,
    tax: 0,
    customerName: 'Ada Green',
    customerEmail: 'customer@example.com',
    placedAt: new Date('2026-02-23T14:23:00Z'),
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
    fulfilmentError: null,
    paymentIntentId: 'pi_test',
    isDemo: false,
    paymentReview: null,
    linesFetchedAt: new Date('2026-02-23T14:23:01Z'),
    lines: [
      {
        ...line,
        id: '019c8d0a-0000-7000-8000-00000000000a',
        title: 'Heavyweight tee',
        variant: 'M / Black',
        unitPrice: 2_400,
      },
      { ...line, id: '019c8d0a-0000-7000-8000-00000000000b', title: 'Enamel mug', variant: '11 oz', unitPrice: 1_500 },
    ],
    ...some,
  };
}
