import type { Provider } from '@daybook/contract';

/** `price` is in minor units of the shop's currency, whichever it is: 2400 is £24.00, ¥2,400 or KWD 2.400. */
export interface DemoProduct {
  slug: string;
  name: string;
  variant: string;
  price: number;
  provider: Provider;
  productId: string;
  variantId: string;
  sku: string;
  /** The workshop that makes it: what comes from two of them comes in two parcels. */
  workshop: number;
  /** How many stand in the basket at first. */
  quantity: number;
}

export const demoProducts: readonly DemoProduct[] = [
  {
    slug: 'heavyweight-tee',
    name: 'Heavyweight tee',
    variant: 'M / Black',
    price: 2400,
    provider: 'printify',
    productId: '5d39b159e7c48c000728c89f',
    variantId: '12100',
    sku: '168699843',
    workshop: 29,
    quantity: 1,
  },
  {
    slug: 'enamel-mug',
    name: 'Enamel mug',
    variant: '11 oz',
    price: 1500,
    provider: 'printify',
    productId: '5d39b411749d0a000f30e0f4',
    variantId: '65216',
    sku: '901426000',
    workshop: 29,
    quantity: 1,
  },
  {
    slug: 'pullover-hoodie',
    name: 'Pullover hoodie',
    variant: 'L / Forest green',
    price: 3900,
    provider: 'printify',
    productId: '5d39b159e7c48c000728c8a7',
    variantId: '32920',
    sku: '329204417',
    workshop: 39,
    quantity: 0,
  },
  {
    slug: 'art-print',
    name: 'Art print',
    variant: 'A3 / Matte',
    price: 1800,
    provider: 'printful',
    productId: '312946551',
    variantId: '4253821906',
    sku: 'ART-A3-MATTE',
    workshop: 7,
    quantity: 0,
  },
  {
    slug: 'tote-bag',
    name: 'Tote bag',
    variant: 'Natural',
    price: 1200,
    provider: 'printful',
    productId: '312946580',
    variantId: '4253822117',
    sku: 'TOTE-NATURAL',
    workshop: 7,
    quantity: 0,
  },
];

export const demoShipping = 400;
