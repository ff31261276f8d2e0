import type { Provider } from '@daybook/contract';
import { Database } from '@daybook/database';
import { Injectable } from '@nestjs/common';
import { sql } from 'kysely';
import type { ProductImage } from './product.entity.js';

export const productSorts = ['newest', 'price_asc', 'price_desc', 'title'] as const;
export type ProductSort = (typeof productSorts)[number];

/** A product in a grid. Amounts are in minor units of `currency`; null when it has no variant. */
export interface ProductCard {
  slug: string;
  title: string;
  imageUrl: string | null;
  lowestPrice: number | null;
  highestPrice: number | null;
  currency: string | null;
  isAvailable: boolean;
}

export interface VisibleCollection {
  slug: string;
  name: string;
}

export interface CollectionCard extends VisibleCollection {
  productCount: number;
  imageUrl: string | null;
}

/** One page of a list, and the number of products in all. */
export interface ProductListing {
  total: number;
  products: ProductCard[];
}

export type CollectionProducts = VisibleCollection & ProductListing;

export interface ListingOptions {
  sort: ProductSort;
  skip: number;
  limit: number;
}

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

const isVisible = sql`p.is_offered and not p.is_hidden`;
/** The price range of the available variants, or of all when none is available. */
const prices = sql`
  left join lateral (
    select coalesce(min(v.price) filter (where v.is_available), min(v.price))::float8 as lowest,
      coalesce(max(v.price) filter (where v.is_available), max(v.price))::float8 as highest,
      min(v.currency) as currency, coalesce(bool_or(v.is_available), false) as is_available
    from variant v where v.product_id = p.id
  ) offer on true`;
const card = sql`
  p.slug, p.title, p.images->0->>'url' as "imageUrl", offer.lowest as "lowestPrice", offer.highest as "highestPrice",
  offer.currency, offer.is_available as "isAvailable"`;
const variant = sql`
  json_build_object('id', v.id, 'providerVariantId', v.provider_variant_id, 'title', v.title, 'sku', v.sku, 'price', v.price,
    'currency', v.currency, 'isAvailable', v.is_available)`;

/** The price a product is sorted by: one index lookup, however many variants it has. */
const cheapest = sql`
  left join lateral (
    select v.price from variant v where v.product_id = p.id order by v.is_available desc, v.price limit 1
  ) cheapest on true`;
const sortOrders = {
  newest: { join: sql``, by: sql`p.inserted_at desc, p.id desc` },
  price_asc: { join: cheapest, by: sql`cheapest.price nulls last, p.id` },
  price_desc: { join: cheapest, by: sql`cheapest.price desc nulls last, p.id desc` },
  title: { join: sql``, by: sql`p.title, p.id` },
} as const satisfies Record<ProductSort, unknown>;

const listingColumns = (among: ReturnType<typeof sql>, { sort, skip, limit }: ListingOptions) => {
  const { join, by } = sortOrders[sort];
  return sql`
    (select count(*)::int from ${among} where ${isVisible}) as total,
    coalesce((
      select json_agg(shown order by place) from (
        select place, ${card} from (
          select p.*, row_number() over (order by ${by}) as place
          from ${among} ${join} where ${isVisible}
          order by ${by} limit ${limit} offset ${skip}
        ) p ${prices}
      ) shown
    ), '[]') as products`;
};

/** What shoppers read of the catalogue: only what is visible, one statement per query. */
@Injectable()
export class StorefrontQueries {
  constructor(private readonly database: Database) {}

  /** In the shop's order, without those that have no visible product. */
  async listCollections(limit: number): Promise<VisibleCollection[]> {
    const { rows } = await sql<VisibleCollection>`
      select c.slug, c.name from collection c
      where not c.is_hidden and exists (
        select from collection_product cp join product p on p.id = cp.product_id
        where cp.collection_id = c.id and ${isVisible})
      order by c.position, c.id limit ${limit}`.execute(this.database.sql);
    return rows;
  }

  /** The same with the number of products of each, and the image of its newest. */
  async listCollectionCards(limit: number): Promise<CollectionCard[]> {
    const { rows } = await sql<CollectionCard>`
      select c.slug, c.name, members."productCount", newest.images->0->>'url' as "imageUrl"
      from collection c join (
        select cp.collection_id, count(*)::int as "productCount",
          (array_agg(p.id order by p.inserted_at desc, p.id desc))[1] as newest
        from collection_product cp join product p on p.id = cp.product_id
        where ${isVisible} group by cp.collection_id
      ) members on members.collection_id = c.id join product newest on newest.id = members.newest
      where not c.is_hidden
      order by c.position, c.id limit ${limit}`.execute(this.database.sql);
    return rows;
  }

  async listNewest(limit: number): Promise<ProductCard[]> {
    const { rows } = await sql<ProductCard>`
      select ${card} from (
        select * from product p where ${isVisible} order by ${sortOrders.newest.by} limit ${limit}
      ) p ${prices} order by ${sortOrders.newest.by}`.execute(this.database.sql);
    return rows;
  }

  /** A page of all that is visible, from `skip` on. */
  async listProducts(page: ListingOptions): Promise<ProductListing> {
    const { rows } = await sql<ProductListing>`select ${listingColumns(sql`product p`, page)}`.execute(
      this.database.sql,
    );
    return rows[0] ?? { total: 0, products: [] };
  }

  /** A page of a collection, from `skip` on; null when it is not visible. */
  async findCollectionProducts(slug: string, page: ListingOptions): Promise<CollectionProducts | null> {
    const members = sql`collection_product cp join product p on p.id = cp.product_id and cp.collection_id = c.id`;
    const { rows } = await sql<CollectionProducts>`
      select c.slug, c.name, ${listingColumns(members, page)}
      from collection c where c.slug = ${slug} and not c.is_hidden`.execute(this.database.sql);
    const found = rows[0];
    return found && found.total > 0 ? found : null;
  }

  /** By its slug, with all its variants; null when it is not visible. */
  async findProduct(slug: string): Promise<VisibleProduct | null> {
    const { rows } = await sql<VisibleProduct>`
      select p.id, p.provider, p.slug, p.title, p.description, p.images,
        coalesce((select json_agg(${variant} order by v.position, v.id) from variant v where v.product_id = p.id), '[]')
          as variants,
        (select json_build_object('slug', c.slug, 'name', c.name)
          from collection_product cp join collection c on c.id = cp.collection_id
          where cp.product_id = p.id and not c.is_hidden order by c.position, c.id limit 1) as collection
      from product p where p.slug = ${slug} and ${isVisible}`.execute(this.database.sql);
    return rows[0] ?? null;
  }

  /** The current state of these variants, by id. Those that are not visible are left out. */
  async findVariants(variantIds: readonly string[]): Promise<Map<string, VariantWithProduct>> {
    if (variantIds.length === 0) return new Map();
    const { rows } = await sql<VariantWithProduct>`
      select ${variant} as variant,
        json_build_object('id', p.id, 'provider', p.provider, 'slug', p.slug, 'title', p.title,
          'providerProductId', p.provider_product_id, 'imageUrl', coalesce((
            select image->>'url' from jsonb_array_elements(p.images) image
            where image->'providerVariantIds' ? v.provider_variant_id limit 1
          ), p.images->0->>'url')) as product
      from variant v join product p on p.id = v.product_id
      where v.id = any(${[...variantIds]}) and ${isVisible}`.execute(this.database.sql);
    return new Map(rows.map((row) => [row.variant.id, row]));
  }
}
