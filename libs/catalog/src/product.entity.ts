import { providers, type Provider } from '@daybook/contract';
import { defineEntity, p } from '@mikro-orm/core';

export interface ProductImage {
  url: string;
  /** The provider's ids of the variants it shows; empty means all of them. */
  providerVariantIds: string[];
}

const ProductSchema = defineEntity({
  name: 'Product',
  tableName: 'product',
  properties: {
    id: p.uuid().primary(),
    provider: p.enum(providers).$type<Provider>(),
    providerProductId: p.string(),
    /** Part of its address. It never changes, so that links to it stay valid. */
    slug: p.string(),
    title: p.text(),
    /** Plain text. Paragraphs are separated by an empty line. */
    description: p.text(),
    images: p.json<ProductImage[]>(),
    tags: p.array(),
    /** Whether the provider lists it for sale. */
    isOffered: p.boolean(),
    isHidden: p.boolean(),
    /** A hash of the provider's data, to detect changes. */
    fingerprint: p.string(),
    lastSyncRunId: p.uuid().nullable(),
    syncedAt: p.datetime(3),
    /** The last change that a shopper sees. */
    changedAt: p.datetime(3),
    insertedAt: p.datetime(3),
  },
});

/** A shopper sees a product while its provider offers it and the owner does not hide it. */
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
    /** In the provider's order, from 0. */
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
