import type { VisibleProduct } from '@daybook/catalog';
import { describe, expect, it } from '@jest/globals';
import { productJsonLd } from './product-data.js';

const variant = (price: number, currency: string) => ({
  ...{ id: '1', providerVariantId: '1', title: 'M', sku: null, isAvailable: true },
  ...{ price, currency },
});

function offersOf(...variants: VisibleProduct['variants']): unknown {
  const product: VisibleProduct = {
    ...{ id: '1', provider: 'printify', slug: 'tee', title: 'Tee', description: '', images: [], collection: null },
    variants,
  };
  const data = productJsonLd(product, { url: 'https://shop.example/products/tee', shop: 'Shop' });
  return (JSON.parse(data) as { offers: unknown }).offers;
}

describe('a price for search engines', () => {
  it.each([
    [4_300, 'GBP', '43.00'],
    [430_000, 'HUF', '4300.00'],
    [430_000, 'ISK', '4300.00'],
    [4_300, 'JPY', '4300'],
    [4_300, 'KWD', '4.300'],
  ])('of %s in minor units of %s is %s', (amount, currency, price) => {
    expect(offersOf(variant(amount, currency))).toMatchObject({ price, priceCurrency: currency });
  });

  it('ranges from the lowest to the highest', () => {
    const both = { lowPrice: '4300.00', highPrice: '5300.50', priceCurrency: 'HUF', offerCount: 2 };
    expect(offersOf(variant(530_050, 'HUF'), variant(430_000, 'HUF'))).toMatchObject(both);
  });
});
