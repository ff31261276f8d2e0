import type { Provider } from '@daybook/contract';
import { defineEntity, p } from '@mikro-orm/core';
import type { InferKyselyDB } from '@mikro-orm/postgresql';

export interface ProductImage {
  url: string;
  /** The provider's ids of the variants it shows; empty means all of them. */
  providerVariantIds: string[];
}

/** A shopper sees a product while its provider offers it and the owner does not hide it. */
const ProductSchema = defineEntity({
  name: 'Product',
  tableName: 'product',
  uniques: [{ name: 'product_once', properties: ['provider', 'providerProductId'] }],
  indexes: [
    { name: 'product_by_title', properties: ['title', 'id'] },
    {
      name: 'product_newest',
      columns: [
        { name: 'insertedAt', sort: 'desc' },
        { name: 'id', sort: 'desc' },
      ],
    },
  ],
  properties: {
    id: p.uuid().primary(),
    provider: p.string().length(16).$type<Provider>(),
    providerProductId: p.string().length(64),
    /** Part of its address. It never changes, so that links to it stay valid. */
    slug: p.string().length(120).unique(),
    title: p.text(),
    /** Plain text. Paragraphs are separated by an empty line. */
    description: p.text().default(''),
    images: p.json<ProductImage[]>().defaultRaw(`'[]'`),
    tags: p.array().defaultRaw(`'{}'`),
    /** Whether the provider lists it for sale. */
    isOffered: p.boolean().default(true),
    isHidden: p.boolean().default(false),
    /** A hash of the provider's data, to detect changes. */
    fingerprint: p.string().length(64),
    /** When its provider refused to make a variant of it; null once a sync that began later has listed them all. */
    refusedAt: p.datetime(3).nullable(),
    /** The sync run that saw it last. */
    lastSyncRunId: p.uuid().nullable(),
    syncedAt: p.datetime(3),
    /** The last change that a shopper sees. */
    changedAt: p.datetime(3),
    insertedAt: p.datetime(3).defaultRaw('now()'),
  },
});

const VariantSchema = defineEntity({
  name: 'Variant',
  tableName: 'variant',
  uniques: [{ name: 'variant_once', properties: ['product', 'providerVariantId'] }],
  indexes: [
    // the first row of a product is its cheapest variant that can be bought
    {
      name: 'variant_cheapest',
      columns: [{ name: 'product' }, { name: 'isAvailable', sort: 'desc' }, { name: 'price' }],
      where: 'removed_at is null',
    },
  ],
  properties: {
    id: p.uuid().primary(),
    product: () => p.manyToOne(ProductSchema).deleteRule('cascade'),
    providerVariantId: p.string().length(64),
    /** In the provider's order, from 0. */
    position: p.integer(),
    title: p.text(),
    sku: p.text().nullable(),
    /** Minor units of `currency`. */
    price: p.bigint('number').check('price >= 0'),
    currency: p.character().length(3),
    isAvailable: p.boolean(),
    /** When the provider stopped listing it. The row stays, because carts refer to it. */
    removedAt: p.datetime(3).nullable(),
  },
});

const CollectionSchema = defineEntity({
  name: 'Collection',
  tableName: 'collection',
  properties: {
    id: p.uuid().primary(),
    /** The providers' tag that its products carry. */
    tag: p.text().unique(),
    slug: p.string().length(120).unique(),
    /** The name in the shop: the tag, until the owner changes it. */
    name: p.text(),
    /** In the shop's order, from 0. */
    position: p.integer(),
    isHidden: p.boolean().default(false),
    /** The last change of the collection or of its membership. */
    changedAt: p.datetime(3),
    insertedAt: p.datetime(3).defaultRaw('now()'),
  },
});

/** Which products a collection has. */
const CollectionProductSchema = defineEntity({
  name: 'CollectionProduct',
  tableName: 'collection_product',
  primaryKeys: ['collection', 'product'],
  indexes: [{ name: 'collection_product_of_product', properties: ['product'] }],
  properties: {
    collection: () => p.manyToOne(CollectionSchema).primary().updateRule('no action').deleteRule('cascade'),
    product: () => p.manyToOne(ProductSchema).primary().updateRule('no action').deleteRule('cascade'),
  },
});

export type CatalogTables = InferKyselyDB<
  typeof ProductSchema | typeof VariantSchema | typeof CollectionSchema | typeof CollectionProductSchema
>;

export const catalogEntities = [ProductSchema, VariantSchema, CollectionSchema, CollectionProductSchema];
