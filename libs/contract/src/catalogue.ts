import { z } from 'zod';
import { money } from './money.js';
import { pageQuery } from './problem.js';
import { providers } from './vocabulary.js';

export const variant = z.object({
  id: z.uuid(),
  title: z.string(),
  sku: z.string().nullable(),
  price: money,
  available: z.boolean(),
});
export type Variant = z.infer<typeof variant>;

/** `visible`: a shopper sees it, which takes both: its provider offers it, and the owner does not hide it. */
export const product = z.object({
  id: z.uuid(),
  title: z.string(),
  slug: z.string(),
  provider: z.enum(providers),
  visible: z.boolean(),
  isOffered: z.boolean(),
  isHidden: z.boolean(),
  tags: z.array(z.string()),
  variants: z.array(variant),
  syncedAt: z.iso.datetime(),
});
export type Product = z.infer<typeof product>;

export const productListQuery = z.object({
  q: z.string().trim().max(200).optional(),
  provider: z.enum(providers).optional(),
  visible: z.enum(['yes', 'no']).optional(),
  ...pageQuery.shape,
  // longer, because it contains a title
  before: z.string().max(2_000).optional(),
});
export type ProductListQuery = z.infer<typeof productListQuery>;

export const visibilityInput = z.object({ isHidden: z.boolean() });

/** `productCount`: how many of its products a shopper sees. */
export const collection = z.object({
  id: z.uuid(),
  slug: z.string(),
  tag: z.string(),
  name: z.string(),
  position: z.int().min(0),
  isHidden: z.boolean(),
  productCount: z.int().min(0),
});
export type Collection = z.infer<typeof collection>;

/** Omitted fields stay unchanged; `position` counts from 0 and moves the others. */
export const collectionChanges = z.object({
  name: z.string().trim().min(1).max(100).optional(),
  position: z.int().min(0).max(100_000).optional(),
  isHidden: z.boolean().optional(),
});
export type CollectionChanges = z.infer<typeof collectionChanges>;
