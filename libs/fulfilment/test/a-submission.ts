import type { SubmissionRequest } from '../src/provider/provider.js';

/** An order of two kinds of the sandbox's goods for Emma in London, never attempted before. */
export function aSubmission(more: Partial<SubmissionRequest> = {}): SubmissionRequest {
  return {
    externalId: 'SS-260223-0042',
    label: 'SS-260223-0042',
    currency: 'GBP',
    recipient: {
      name: 'Emma Charlotte Clarke',
      line1: '12 Harbour Street',
      line2: 'Flat 3',
      city: 'London',
      region: null,
      postalCode: 'E1 6AN',
      country: 'GB',
      phone: '+44 20 7946 0000',
      email: 'emma@example.com',
    },
    lines: [
      {
        title: 'Lighthouse T-shirt',
        variant: 'M Black',
        productId: '5d39b159e7c48c000728c89f',
        variantId: '12100',
        quantity: 1,
        unitPrice: 2_450,
      },
      {
        title: 'Harbour mug',
        variant: null,
        productId: '5d39b411749d0a000f30e0f4',
        variantId: '65216',
        quantity: 2,
        unitPrice: 725,
      },
    ],
    firstAttemptedAt: null,
    ...more,
  };
}

export const never = new AbortController().signal;
