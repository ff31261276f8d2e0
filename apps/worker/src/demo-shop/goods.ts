import type { DemoLine } from './story.js';

const printify = (title: string, variant: string, sku: string, price: number): DemoLine => ({
  title,
  variant,
  sku,
  provider: 'printify',
  productId: `demo-${sku}`,
  variantId: sku,
  quantity: 1,
  price,
});

export const tee = printify('Heavyweight tee', 'M / Black', '168699843', 24);
export const mug = printify('Enamel mug', '11 oz', '901426000', 15);
export const tote = printify('Canvas tote', 'Natural', '440127310', 18);
export const hoodie = printify('Organic hoodie', 'L / Forest', '552017744', 42);
export const print: DemoLine = {
  ...printify('Giclée print, “Estuary”', 'A3', '7711203', 32),
  provider: 'printful',
};
export const cap: DemoLine = { ...printify('Corduroy cap', 'Rust', '7719981', 22), provider: 'printful' };
export const two = (line: DemoLine): DemoLine => ({ ...line, quantity: 2 });
