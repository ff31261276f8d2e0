import type { Provider } from '@daybook/contract';
import { v7 } from 'uuid';

interface CatalogueVariant {
  title?: string;
  /** Minor units. */
  price?: number;
  currency?: string;
  sku?: string | null;
  isAvailable?: boolean;
}

export interface CatalogueProduct {
  slug?: string;
  title?: string;
  description?: string;
  images?: string[];
  isOffered?: boolean;
  isHidden?: boolean;
  changedAt?: Date;
  insertedAt?: Date;
  provider?: Provider;
  variants?: CatalogueVariant[];
  /** Slugs of its collections; missing ones are created. */
  collections?: string[];
}

export interface HasRows {
  rows<T>(statement: string, values?: unknown[]): Promise<T[]>;
}

/** Inserts a product as a sync would have stored it, with the given differences; returns its ids. */
export async function aProduct(
  database: HasRows,
  some: CatalogueProduct = {},
): Promise<{ id: string; variantIds: string[] }> {
  const id = v7();
  const { slug = id, title = 'Heavyweight tee', changedAt = new Date(), variants = [{}] } = some;
  const images = (some.images ?? []).map((url) => ({ url, providerVariantIds: [] }));
  await database.rows(
    `insert into product (id, provider, provider_product_id, slug, title, description, images, is_offered, is_hidden,
       fingerprint, synced_at, changed_at, inserted_at)
     values ($1, $2, $3, $4, $5, $6, $7, $8, $9, '', $10, $10, $11)`,
    [
      id,
      some.provider ?? 'printify',
      id,
      slug,
      title,
      some.description ?? '',
      JSON.stringify(images),
      some.isOffered ?? true,
      some.isHidden ?? false,
      changedAt,
      some.insertedAt ?? changedAt,
    ],
  );
  const variantIds: string[] = [];
  for (const [position, variant] of variants.entries()) {
    const variantId = v7();
    variantIds.push(variantId);
    await database.rows(
      `insert into variant (id, product_id, provider_variant_id, position, title, sku, price, currency, is_available)
       values ($1, $2, $3, $4, $5, $6, $7, $8, $9)`,
      [
        variantId,
        id,
        String(position),
        position,
        variant.title ?? 'M / Black',
        variant.sku ?? null,
        variant.price ?? 2_400,
        variant.currency ?? 'GBP',
        variant.isAvailable ?? true,
      ],
    );
  }
  for (const collection of some.collections ?? []) {
    await aCollection(database, { slug: collection });
    await database.rows(
      `insert into collection_product (collection_id, product_id) select id, $2 from collection where slug = $1`,
      [collection, id],
    );
  }
  return { id, variantIds };
}

/** Inserts a collection unless it exists. */
export async function aCollection(
  database: HasRows,
  {
    slug,
    name = slug,
    isHidden = false,
    changedAt = new Date(0),
  }: {
    slug: string;
    name?: string;
    isHidden?: boolean;
    changedAt?: Date;
  },
): Promise<void> {
  await database.rows(
    `insert into collection (id, tag, slug, name, position, is_hidden, changed_at)
     values ($1, $2::text, $2::text, $3, (select count(*) from collection), $4, $5) on conflict (slug) do nothing`,
    [v7(), slug, name, isHidden, changedAt],
  );
}

export const emptyTheCatalogue = (database: HasRows) => database.rows('truncate product, collection cascade');
