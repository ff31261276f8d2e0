import type { ProviderProduct, ProviderVariant } from '@daybook/catalog';

/** A provider's product, numbered, with two variants. */
export function aProduct(number: number, more: Partial<ProviderProduct> = {}): ProviderProduct {
  return {
    id: `p${number}`,
    title: `Print ${number}`,
    description: 'Made when you order it.',
    images: [{ url: `https://pictures.example/${number}.png`, variantIds: [] }],
    tags: ['Prints'],
    isOffered: true,
    variants: [aVariant('a4', { title: 'A4' }), aVariant('a3', { title: 'A3', price: 1_800 })],
    ...more,
  };
}

export function aVariant(id: string, more: Partial<ProviderVariant> = {}): ProviderVariant {
  return { id, title: id, sku: null, price: 1_200, currency: 'GBP', isAvailable: true, ...more };
}

/** `count` products, numbered from `from`. */
export const products = (count: number, from = 1): ProviderProduct[] =>
  Array.from({ length: count }, (_, at) => aProduct(from + at));
