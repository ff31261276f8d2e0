import type { Provider } from '@daybook/contract';

/** What a product looks like when it is drawn. */
export type Shape = 'shirt' | 'hoodie' | 'mug' | 'tote' | 'poster' | 'cushion' | 'cap' | 'bottle' | 'sticker' | 'book';

/** Goods before anything is printed on them. */
export interface Blank {
  provider: Provider;
  name: string;
  shape: Shape;
  /** Of the first variant, in minor units of the shop's currency; each further size costs `step` more. */
  price: number;
  step: number;
  sizes: readonly string[];
  colours: readonly Colour[];
  tags: readonly string[];
  /** Who makes it. */
  workshop: number;
  /** Printify's, which its products share: the first variant of this blank. */
  firstVariant: number;
}

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

const clothes = ['S', 'M', 'L', 'XL'] as const;

const printify: Omit<Blank, 'provider'>[] = [
  {
    name: 'Heavyweight tee',
    shape: 'shirt',
    price: 2400,
    step: 0,
    sizes: clothes,
    colours: ['Black', 'White', 'Navy'],
    tags: ['T-shirts', 'Clothing'],
    workshop: 29,
    firstVariant: 12_099,
  },
  {
    name: 'Long-sleeve tee',
    shape: 'shirt',
    price: 2900,
    step: 100,
    sizes: clothes,
    colours: ['White', 'Forest green'],
    tags: ['T-shirts', 'Clothing'],
    workshop: 29,
    firstVariant: 21_400,
  },
  {
    name: 'Pullover hoodie',
    shape: 'hoodie',
    price: 3900,
    step: 0,
    sizes: clothes,
    colours: ['Black', 'Forest green'],
    tags: ['Hoodies', 'Clothing'],
    workshop: 39,
    firstVariant: 32_914,
  },
  {
    name: 'Crew sweatshirt',
    shape: 'hoodie',
    price: 3600,
    step: 100,
    sizes: clothes,
    colours: ['Sand', 'Navy', 'Rose'],
    tags: ['Hoodies', 'Clothing'],
    workshop: 39,
    firstVariant: 34_500,
  },
  {
    name: 'Enamel mug',
    shape: 'mug',
    price: 1500,
    step: 300,
    sizes: ['11 oz', '15 oz'],
    colours: ['White'],
    tags: ['Mugs', 'Kitchen'],
    workshop: 29,
    firstVariant: 65_216,
  },
  {
    name: 'Stoneware mug',
    shape: 'mug',
    price: 1700,
    step: 0,
    sizes: ['12 oz'],
    colours: ['Sand', 'Navy', 'Black'],
    tags: ['Mugs', 'Kitchen'],
    workshop: 29,
    firstVariant: 68_300,
  },
  {
    name: 'Tea towel',
    shape: 'poster',
    price: 1300,
    step: 0,
    sizes: ['50 × 70 cm'],
    colours: ['White', 'Natural'],
    tags: ['Kitchen', 'Home'],
    workshop: 51,
    firstVariant: 71_010,
  },
  {
    name: 'Cushion',
    shape: 'cushion',
    price: 2600,
    step: 600,
    sizes: ['40 cm', '50 cm'],
    colours: ['Sand', 'Rose', 'Navy'],
    tags: ['Home'],
    workshop: 51,
    firstVariant: 74_200,
  },
  {
    name: 'Dad cap',
    shape: 'cap',
    price: 2200,
    step: 0,
    sizes: ['One size'],
    colours: ['Black', 'Navy', 'Sand'],
    tags: ['Hats', 'Clothing'],
    workshop: 39,
    firstVariant: 77_700,
  },
  {
    name: 'Water bottle',
    shape: 'bottle',
    price: 2400,
    step: 400,
    sizes: ['500 ml', '750 ml'],
    colours: ['White', 'Forest green'],
    tags: ['Outdoors'],
    workshop: 29,
    firstVariant: 81_120,
  },
  {
    name: 'Hardcover notebook',
    shape: 'book',
    price: 1400,
    step: 0,
    sizes: ['A5'],
    colours: ['Navy', 'Rose', 'Forest green'],
    tags: ['Stationery'],
    workshop: 51,
    firstVariant: 84_040,
  },
  {
    name: 'Canvas tote',
    shape: 'tote',
    price: 1600,
    step: 0,
    sizes: ['One size'],
    colours: ['Natural', 'Black'],
    tags: ['Bags', 'Outdoors'],
    workshop: 39,
    firstVariant: 88_080,
  },
];

const printful: Omit<Blank, 'provider'>[] = [
  {
    name: 'Art print',
    shape: 'poster',
    price: 1200,
    step: 600,
    sizes: ['A4', 'A3', 'A2'],
    colours: ['White'],
    tags: ['Art prints'],
    workshop: 7,
    firstVariant: 0,
  },
  {
    name: 'Tote bag',
    shape: 'tote',
    price: 1200,
    step: 0,
    sizes: ['One size'],
    colours: ['Natural', 'Black'],
    tags: ['Bags'],
    workshop: 7,
    firstVariant: 0,
  },
  {
    name: 'Die-cut sticker',
    shape: 'sticker',
    price: 300,
    step: 100,
    sizes: ['7 cm', '10 cm'],
    colours: ['White'],
    tags: ['Stickers'],
    workshop: 7,
    firstVariant: 0,
  },
  {
    name: 'Framed print',
    shape: 'poster',
    price: 3200,
    step: 1200,
    sizes: ['A4', 'A3'],
    colours: ['Black', 'White'],
    tags: ['Art prints'],
    workshop: 7,
    firstVariant: 0,
  },
  {
    name: 'Organic tee',
    shape: 'shirt',
    price: 2600,
    step: 0,
    sizes: clothes,
    colours: ['White', 'Black'],
    tags: ['T-shirts'],
    workshop: 9,
    firstVariant: 0,
  },
];

export const blanks: Record<Provider, readonly Blank[]> = {
  printify: printify.map((one) => ({ ...one, provider: 'printify' })),
  printful: printful.map((one) => ({ ...one, provider: 'printful' })),
};
