import type { CartVariant } from '@daybook/carts';
import { v4 as uuidv4 } from 'uuid';

/** A variant that can be put in a cart. */
export const someGoods = (more: Partial<CartVariant> = {}): CartVariant => ({
  variantId: uuidv4(),
  productId: uuidv4(),
  slug: 'heavyweight-tee',
  title: 'Heavyweight tee',
  variant: 'M / Black',
  sku: '168699843',
  provider: 'printify',
  providerProductId: '5d39b159e7c48c000728c89f',
  providerVariantId: '12100',
  imageUrl: null,
  unitPrice: 2_400,
  currency: 'GBP',
  ...more,
});
