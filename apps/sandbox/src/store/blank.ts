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
