import type { Money, Product } from '@daybook/contract';

/** `£24.00`, or `from £24.00` where its variants differ. */
export function priceText({ variants }: Product, formatMoney: (money: Money) => string): string {
  const [cheapest, ...others] = variants.map(({ price }) => price).toSorted((a, b) => a.amount - b.amount);
  if (!cheapest) return '–';
  const isOne = others.every(({ amount }) => amount === cheapest.amount);
  return isOne ? formatMoney(cheapest) : `from ${formatMoney(cheapest)}`;
}

/** `8 variants, 2 out of stock` */
export function variantsText({ variants }: Product): string {
  const missing = variants.filter(({ available }) => !available).length;
  const all = `${String(variants.length)} variant${variants.length === 1 ? '' : 's'}`;
  if (missing === 0) return all;
  return missing === variants.length ? `${all}, all out of stock` : `${all}, ${String(missing)} out of stock`;
}
