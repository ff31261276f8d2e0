import type { Provider } from '@daybook/contract';
import { createHash } from 'node:crypto';
import { demoProducts, type DemoProduct } from '../demo-shop/demo-products.js';
import type { Blank, Colour } from './blank.js';
import { blanks } from './blanks.js';
import { motifs, type Motif } from './motifs.js';

/** `price` is in minor units of the shop's currency. */
export interface StoreVariant {
  id: string;
  title: string;
  size: string;
  colour: Colour;
  sku: string;
  price: number;
}

/** A product as its maker has it; each provider lists it in words of its own. */
export interface StoreProduct {
  provider: Provider;
  id: string;
  title: string;
  blank: Blank;
  motif: Motif;
  variants: StoreVariant[];
}

/** How many each has at first. */
export const firstProducts: Record<Provider, number> = { printify: 47, printful: 12 };

/** The product of that number, from 0: always the same one. The first ones are what the demo shop sells. */
export function storeProduct(provider: Provider, number: number): StoreProduct {
  const demos = demoProducts.filter((demo) => demo.provider === provider);
  const demo = demos[number];
  return demo ? ofDemoShop(demo, number) : madeUp(provider, number, number - demos.length);
}

function ofDemoShop(demo: DemoProduct, number: number): StoreProduct {
  const { provider, productId: id, name: title, variantId, variant: variantTitle, sku, price } = demo;
  const blank = blanks[provider].find(({ name }) => name === title) ?? anyOf(blanks[provider], 0);
  const product = made({ provider, number, id, title, blank, motif: anyOf(motifs, number) });
  const sold = product.variants.findIndex((variant) => variant.title === variantTitle);
  const variants = product.variants.map((variant, at) =>
    at === Math.max(0, sold) ? { ...variant, id: variantId, title: variantTitle, sku, price } : variant,
  );
  return { ...product, variants };
}

function madeUp(provider: Provider, number: number, place: number): StoreProduct {
  const motif = anyOf(motifs, place);
  const kinds = blanks[provider];
  const blank = anyOf(kinds, place);
  const edition = Math.floor(place / (motifs.length * kinds.length)) + 1;
  const title = `${motif.name} ${blank.name.toLowerCase()}${edition > 1 ? ` No. ${edition}` : ''}`;
  return made({ provider, number, id: idOf(provider, number), title, blank, motif });
}

function made({ number, ...product }: Omit<StoreProduct, 'variants'> & { number: number }): StoreProduct {
  const { provider, blank } = product;
  const kinds = blank.colours.flatMap((colour) => blank.sizes.map((size, step) => ({ colour, size, step })));
  const variants = kinds.map(({ colour, size, step }, at) => ({
    id: provider === 'printify' ? String(blank.firstVariant + at) : String(4_253_900_000 + number * 100 + at),
    title: titleOf(size, colour, blank),
    size,
    colour,
    sku: `${blank.name
      .replaceAll(/[^A-Z]/gi, '')
      .slice(0, 4)
      .toUpperCase()}-${number}-${at + 1}`,
    price: blank.price + step * blank.step,
  }));
  return { ...product, variants };
}

function titleOf(size: string, colour: Colour, { sizes, colours }: Blank): string {
  if (colours.length === 1) return size;
  return sizes.length === 1 ? colour : `${size} / ${colour}`;
}

/** As Printify numbers products: 24 hexadecimal digits; Printful counts. */
const idOf = (provider: Provider, number: number) =>
  provider === 'printify'
    ? createHash('sha256').update(`product ${number}`).digest('hex').slice(0, 24)
    : String(313_000_000 + number);

function anyOf<T>(some: readonly T[], at: number): T {
  const one = some[at % some.length];
  if (one === undefined) throw new RangeError('There is none to choose from.');
  return one;
}
