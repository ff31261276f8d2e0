import type { CartVariant } from '@daybook/carts';
import { aProduct, type HasRows } from './a-catalogue.js';

/** A variant of the catalogue as a cart takes it, with the given differences. */
export async function someGoods(database: HasRows, more: Partial<CartVariant> = {}): Promise<CartVariant> {
  const { id: productId, variantIds } = await aProduct(database);
  const [variantId = ''] = variantIds;
  return {
    variantId,
    productId,
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
  };
}
