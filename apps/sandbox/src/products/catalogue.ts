import type { Provider } from '@daybook/contract';
import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { projectFolder } from '../server/project-folder.js';

export const colours = {
  Black: '#2a2d33',
  White: '#f7f5f0',
  Navy: '#2b4066',
  'Forest green': '#2f5d46',
  Sand: '#d8c8a8',
  Rose: '#d59aa2',
  Natural: '#e9e0cd',
} as const;
export type Colour = keyof typeof colours;

/** Goods before anything is printed on them. Prices are in minor units of the shop's currency, whichever it is. */
interface BlankProduct {
  name: string;
  shape: string;
  /** Of the first size; each further size costs `pricePerSize` more. */
  price: number;
  pricePerSize: number;
  sizes: string[];
  colours: [Colour, ...Colour[]];
  tags: string[];
  /** Printify's print provider, Printful's facility: goods of two facilities come in two parcels. */
  facility: number;
  /** At Printify, where all products of a blank share their variants' ids. */
  firstVariantId?: number;
}

/** One variant of a product, as the demo shop sells it. */
interface DemoProduct {
  slug: string;
  name: string;
  variant: string;
  price: number;
  provider: Provider;
  productId: string;
  variantId: string;
  sku: string;
  defaultQuantity: number;
}

interface Drawings {
  motifs: { name: string; svg: string }[];
  shapes: Record<string, { svg: string; motifAt: [number, number]; motifScale: number }>;
}

const readCatalogueFile = (name: string): unknown =>
  JSON.parse(readFileSync(join(projectFolder('catalogue'), `${name}.json`), 'utf8'));

export const demoProducts = readCatalogueFile('demo-products') as DemoProduct[];
export const demoShippingPrice = 400;
const blanks = readCatalogueFile('blanks') as Record<Provider, BlankProduct[]>;
const { motifs, shapes } = readCatalogueFile('drawings') as Drawings;

export interface StoreVariant {
  id: string;
  title: string;
  size: string;
  colour: Colour;
  sku: string;
  price: number;
}

/** A product as its provider makes it, whatever its API calls it. */
export interface StoreProduct {
  provider: Provider;
  id: string;
  title: string;
  blank: BlankProduct;
  motif: Drawings['motifs'][number];
  variants: StoreVariant[];
}

export const initialCounts: Record<Provider, number> = { printify: 47, printful: 12 };

/** The provider's product number `index`, always the same one. The first ones are the demo shop's. */
export function catalogueProduct(provider: Provider, index: number): StoreProduct {
  const demos = demoProducts.filter((demo) => demo.provider === provider);
  const demo = demos[index];
  return demo ? demoProduct(demo, index) : generatedProduct(provider, index, index - demos.length);
}

function demoProduct(demo: DemoProduct, index: number): StoreProduct {
  const { provider, productId: id, name: title, variantId, variant, sku, price } = demo;
  const blank = blanks[provider].find(({ name }) => name === title) ?? pickCyclic(blanks[provider], 0);
  const variants = variantsOf(provider, blank, index);
  const sold = variants.find((one) => one.title === variant) ?? variants[0];
  if (sold) Object.assign(sold, { id: variantId, title: variant, sku, price });
  return { provider, id, title, blank, motif: pickCyclic(motifs, index), variants };
}

function generatedProduct(provider: Provider, index: number, inventedIndex: number): StoreProduct {
  const motif = pickCyclic(motifs, inventedIndex);
  const blank = pickCyclic(blanks[provider], inventedIndex);
  const edition = Math.floor(inventedIndex / (motifs.length * blanks[provider].length)) + 1;
  const title = `${motif.name} ${blank.name.toLowerCase()}${edition > 1 ? ` No. ${edition}` : ''}`;
  // Printify's ids are 24 hexadecimal digits, Printful counts
  const hash = createHash('sha256').update(`product ${index}`).digest('hex').slice(0, 24);
  const id = provider === 'printify' ? hash : String(313_000_000 + index);
  return { provider, id, title, blank, motif, variants: variantsOf(provider, blank, index) };
}

function variantsOf(provider: Provider, blank: BlankProduct, index: number): StoreVariant[] {
  const { name, price, pricePerSize, sizes, firstVariantId = 0 } = blank;
  const letters = name
    .replaceAll(/[^A-Z]/gi, '')
    .slice(0, 4)
    .toUpperCase();
  const kinds = blank.colours.flatMap((colour) => sizes.map((size, step) => ({ colour, size, step })));
  return kinds.map(({ colour, size, step }, place) => ({
    id: String(provider === 'printify' ? firstVariantId + place : 4_253_900_000 + index * 100 + place),
    title: blank.colours.length === 1 ? size : sizes.length === 1 ? colour : `${size} / ${colour}`,
    size,
    colour,
    sku: `${letters}-${index}-${place + 1}`,
    price: price + step * pricePerSize,
  }));
}

function pickCyclic<T>(items: readonly T[], index: number): T {
  const item = items[index % items.length];
  if (item === undefined) throw new RangeError('The catalogue is empty.');
  return item;
}

export const pictureName = (colour: Colour) => colour.toLowerCase().replaceAll(' ', '-');

/** Where `GET /pictures` shows what `drawProduct` draws. `origin`: the sandbox's own. */
export const pictureUrl = (origin: string, provider: Provider, productId: string, colour: Colour) =>
  `${origin}/pictures/${provider}/${productId}/${pictureName(colour)}.svg`;

const isDark = (colour: string) => /^#[2-5]/.test(colour);

export function drawProduct({ blank, motif }: StoreProduct, colour: Colour): string {
  const shape = shapes[blank.shape];
  if (!shape) throw new Error(`There is no drawing of a ${blank.shape}.`);
  const ink = isDark(colours[colour]) && blank.shape !== 'sticker' ? '#f4ead6' : '#2a2d33';
  const goods = shape.svg.replaceAll('{colour}', colours[colour]);
  const print = `<g transform="translate(${shape.motifAt.join(' ')}) scale(${shape.motifScale})">${motif.svg.replaceAll('{ink}', ink)}</g>`;
  const room =
    '<rect width="800" height="800" fill="#efe9dd"/><ellipse cx="400" cy="715" rx="250" ry="18" fill="#0001"/>';
  return `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 800 800" width="800" height="800">${room}${goods}${print}</svg>`;
}
