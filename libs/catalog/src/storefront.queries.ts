import type { Provider } from '@daybook/contract';
import { anyOf, Database } from '@daybook/database';
import { Injectable } from '@nestjs/common';
import { jsonArrayFrom, jsonObjectFrom } from 'kysely/helpers/postgres';
import type { CatalogTables, ProductImage } from './catalog.entities.js';
import {
  listingColumns,
  selectCards,
  type ListingOptions,
  type ProductCard,
  type ProductListing,
} from './product-cards.js';
import { pictureOf } from './picture-of.js';
import { isVisible } from './visible-products.js';

export interface VisibleCollection {
  slug: string;
  name: string;
}

export interface CollectionCard extends VisibleCollection {
  productCount: number;
  imageUrl: string | null;
}

export type CollectionProducts = VisibleCollection & ProductListing;

/** A variant as a shopper may choose it; `price` in minor units. */
export interface VisibleVariant {
  id: string;
  providerVariantId: string;
  title: string;
  sku: string | null;
  price: number;
  currency: string;
  isAvailable: boolean;
}

export interface VisibleProduct {
  id: string;
  provider: Provider;
  slug: string;
  title: string;
  description: string;
  images: ProductImage[];
  variants: VisibleVariant[];
  /** The first visible collection it is in. */
  collection: VisibleCollection | null;
}

/** A variant with what a cart keeps of its product. */
export interface VariantWithProduct {
  variant: VisibleVariant;
  product: Pick<VisibleProduct, 'id' | 'provider' | 'slug' | 'title'> & {
    providerProductId: string;
    imageUrl: string | null;
  };
}

const variantColumns = [
  ...(['v.id', 'v.provider_variant_id as providerVariantId', 'v.title', 'v.sku', 'v.price', 'v.currency'] as const),
  'v.is_available as isAvailable',
] as const;

/** What shoppers read of the catalogue: only what is visible, one statement per query. */
@Injectable()
export class StorefrontQueries {
  constructor(private readonly database: Database) {}

  /** In the shop's order, without those that have no visible product. */
  listCollections(limit: number): Promise<VisibleCollection[]> {
    return this.#db
      .selectFrom('collection as c')
      .select(['c.slug', 'c.name'])
      .where((eb) => eb.not('c.is_hidden'))
      .where((eb) =>
        eb.exists(
          eb
            .selectFrom('collection_product as cp')
            .innerJoin('product as p', 'p.id', 'cp.product_id')
            .whereRef('cp.collection_id', '=', 'c.id')
            .where(isVisible),
        ),
      )
      .orderBy('c.position')
      .orderBy('c.id')
      .limit(limit)
      .execute();
  }

  /** The same with the number of products of each, and the image of its newest. */
  listCollectionCards(limit: number): Promise<CollectionCard[]> {
    const members = this.#db
      .selectFrom('collection_product as cp')
      .innerJoin('product as p', 'p.id', 'cp.product_id')
      .distinctOn('cp.collection_id')
      .select((eb) => [
        'cp.collection_id',
        'p.id as newest_id',
        eb.fn
          .countAll<number>()
          .over((over) => over.partitionBy('cp.collection_id'))
          .as('product_count'),
      ])
      .where(isVisible)
      .orderBy('cp.collection_id')
      .orderBy('p.inserted_at', 'desc')
      .orderBy('p.id', 'desc');
    return this.#db
      .selectFrom('collection as c')
      .innerJoin(members.as('members'), 'members.collection_id', 'c.id')
      .innerJoin('product as newest', 'newest.id', 'members.newest_id')
      .select((eb) => [
        ...(['c.slug', 'c.name', 'members.product_count as productCount'] as const),
        eb.ref('newest.images', '->>').at(0).key('url').as('imageUrl'),
      ])
      .where((eb) => eb.not('c.is_hidden'))
      .orderBy('c.position')
      .orderBy('c.id')
      .limit(limit)
      .execute();
  }

  listNewest(limit: number): Promise<ProductCard[]> {
    return selectCards(this.#db, { sort: 'newest', skip: 0, limit }).execute();
  }

  /** A page of all that is visible, from `skip` on. */
  listProducts(page: ListingOptions): Promise<ProductListing> {
    return this.#db.selectNoFrom(listingColumns(this.#db, page)).executeTakeFirstOrThrow();
  }

  /** A page of a collection, from `skip` on; null when it is not visible. */
  async findCollectionProducts(slug: string, page: ListingOptions): Promise<CollectionProducts | null> {
    const found = await this.#db
      .selectFrom('collection as c')
      .select(['c.slug', 'c.name'])
      .select(listingColumns(this.#db, page, slug))
      .where('c.slug', '=', slug)
      .where((eb) => eb.not('c.is_hidden'))
      .executeTakeFirst();
    return found && found.total > 0 ? found : null;
  }

  /** By its slug, with all its variants; null when it is not visible. */
  async findProduct(slug: string): Promise<VisibleProduct | null> {
    const found = await this.#db
      .selectFrom('product as p')
      .select((eb) => [
        ...(['p.id', 'p.provider', 'p.slug', 'p.title', 'p.description', 'p.images'] as const),
        jsonArrayFrom(
          eb
            .selectFrom('variant as v')
            .select(variantColumns)
            .whereRef('v.product_id', '=', 'p.id')
            .where('v.removed_at', 'is', null)
            .orderBy('v.position')
            .orderBy('v.id'),
        ).as('variants'),
        jsonObjectFrom(
          eb
            .selectFrom('collection_product as cp')
            .innerJoin('collection as c', 'c.id', 'cp.collection_id')
            .select(['c.slug', 'c.name'])
            .whereRef('cp.product_id', '=', 'p.id')
            .where((member) => member.not('c.is_hidden'))
            .orderBy('c.position')
            .orderBy('c.id')
            .limit(1),
        ).as('collection'),
      ])
      .where('p.slug', '=', slug)
      .where(isVisible)
      .executeTakeFirst();
    return found ?? null;
  }

  /** The current state of these variants, by id. Those that are not visible are left out. */
  async findVariants(variantIds: readonly string[]): Promise<Map<string, VariantWithProduct>> {
    if (variantIds.length === 0) return new Map();
    const rows = await this.#db
      .selectFrom('variant as v')
      .innerJoin('product as p', 'p.id', 'v.product_id')
      .select(variantColumns)
      .select(['p.id as productId', 'p.provider', 'p.slug', 'p.title as productTitle', 'p.images'])
      .select('p.provider_product_id as providerProductId')
      .where('v.id', '=', anyOf(variantIds))
      .where('v.removed_at', 'is', null)
      .where(isVisible)
      .execute();
    return new Map(
      rows.map(({ productId, provider, slug, productTitle, images, providerProductId, ...variant }) => {
        const imageUrl = pictureOf(images, variant.providerVariantId);
        const product = { id: productId, provider, slug, title: productTitle, providerProductId, imageUrl };
        return [variant.id, { variant, product }];
      }),
    );
  }

  get #db() {
    return this.database.kysely<CatalogTables>();
  }
}
