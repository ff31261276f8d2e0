import { providers, type Provider } from '@daybook/contract';
import { defineEntity, p } from '@mikro-orm/core';

export interface ProductImage {
  url: string;
  /** The variants it shows, by the provider's ids; none: all of them. */
  providerVariantIds: string[];
}

const ProductSchema = defineEntity({
  name: 'Product',
  tableName: 'product',
  properties: {
    id: p.uuid().primary(),
    provider: p.enum(providers).$type<Provider>(),
    providerProductId: p.string(),
    /** In its address; given once, so that an address people have kept stays good. */
    slug: p.string(),
    title: p.text(),
    /** Plain text; paragraphs are apart by an empty line. */
    description: p.text(),
    images: p.json<ProductImage[]>(),
    tags: p.array(),
    /** The provider still has it, and shows it. */
    isOffered: p.boolean(),
    /** The owner does not want it shown. */
    isHidden: p.boolean(),
    /** A hash of what its provider said of it: whether it has changed since. */
    fingerprint: p.string(),
    /** The run of the sync that saw it last. */
    lastSyncRunId: p.uuid().nullable(),
    syncedAt: p.datetime(3),
    /** When what a shopper sees of it changed last. */
    changedAt: p.datetime(3),
    insertedAt: p.datetime(3),
  },
});

/** What the shop sells; a shopper sees it while its provider offers it and the owner does not hide it. */
export class Product extends ProductSchema.class {
  get isVisible(): boolean {
    return this.isOffered && !this.isHidden;
  }
}
ProductSchema.setClass(Product);

const VariantSchema = defineEntity({
  name: 'Variant',
  tableName: 'variant',
  properties: {
    id: p.uuid().primary(),
    productId: p.uuid(),
    providerVariantId: p.string(),
    /** As its provider lists them, from 0. */
    position: p.integer(),
    title: p.text(),
    sku: p.text().nullable(),
    /** Minor units of `currency`. */
    price: p.bigint('number'),
    currency: p.string(),
    isAvailable: p.boolean(),
  },
});

export class Variant extends VariantSchema.class {}
VariantSchema.setClass(Variant);
