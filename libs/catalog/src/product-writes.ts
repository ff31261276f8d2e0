import type { Provider } from '@daybook/contract';
import { anyOf, givenRows, jsonb, now, type Transaction } from '@daybook/database';
import { v5 as uuidv5 } from 'uuid';
import type { CatalogTables } from './catalog.entities.js';
import { differsForShoppers } from './fingerprint.js';
import type { ProviderProduct } from './provider-product.js';
import { allocateSlugs } from './slugs.js';

/** A sync run, which marks the products it has seen. */
export interface SyncMark {
  runId: string;
  at: Date;
}

export interface ExistingProduct {
  id: string;
  providerProductId: string;
  fingerprint: string;
  refusedAt: Date | null;
  lastSyncRunId: string | null;
  isOffered: boolean;
  isHidden: boolean;
}

export interface ProductChange {
  id: string;
  incoming: ProviderProduct;
  fingerprint: string;
  existing: ExistingProduct | null;
}

/** The provider's ids. */
export interface VariantRef {
  productId: string;
  variantId: string;
}

export async function markUnavailable(
  tx: Transaction,
  provider: Provider,
  { productId, variantId }: VariantRef,
): Promise<void> {
  const db = tx.kysely<CatalogTables>();
  await db
    .with('refused', (cte) =>
      cte
        .updateTable('variant')
        .from('product')
        .set({ is_available: false })
        .whereRef('product.id', '=', 'variant.product_id')
        .where('product.provider', '=', provider)
        .where('product.provider_product_id', '=', productId)
        .where('provider_variant_id', '=', variantId)
        .where((eb) => eb.ref('is_available'))
        .returning('product_id'),
    )
    .updateTable('product')
    .set((eb) => ({
      refused_at: now(),
      changed_at: eb
        .case()
        .when('id', 'in', eb.selectFrom('refused').select('product_id'))
        .then(now())
        .else(eb.ref('changed_at'))
        .end(),
    }))
    .where('provider', '=', provider)
    .where('provider_product_id', '=', productId)
    .execute();
}

export async function findExisting(
  tx: Transaction,
  provider: Provider,
  ids: string[],
): Promise<Map<string, ExistingProduct>> {
  const rows = await tx
    .kysely<CatalogTables>()
    .selectFrom('product')
    .select(['id', 'provider_product_id as providerProductId', 'fingerprint', 'last_sync_run_id as lastSyncRunId'])
    .select(['refused_at as refusedAt', 'is_offered as isOffered', 'is_hidden as isHidden'])
    .where('provider', '=', provider)
    .where('provider_product_id', '=', anyOf(ids))
    .execute();
  return new Map(rows.map((row) => [row.providerProductId, row]));
}

export async function markSeen(tx: Transaction, { runId, at }: SyncMark, some: ProductChange[]): Promise<void> {
  if (some.length === 0) return;
  await tx
    .kysely<CatalogTables>()
    .updateTable('product')
    .set({ last_sync_run_id: runId, synced_at: at })
    .where('id', '=', anyOf(some.map(({ id }) => id)))
    .execute();
}

export async function insertProducts(
  tx: Transaction,
  { provider, runId, at }: SyncMark & { provider: Provider },
  some: ProductChange[],
): Promise<void> {
  if (some.length === 0) return;
  const titled = some.map(({ id, incoming: { title } }) => ({ id, title }));
  const slugs = await allocateSlugs(tx, 'product', titled);
  const rows = some.map((one) => {
    const { images, ...row } = toProductRow(one);
    return {
      ...row,
      images: jsonb(images),
      provider,
      provider_product_id: one.incoming.id,
      slug: slugs.get(one.id) ?? one.id,
      last_sync_run_id: runId,
      synced_at: at,
      changed_at: at,
      inserted_at: at,
    };
  });
  await tx.kysely<CatalogTables>().insertInto('product').values(rows).execute();
}

export async function updateProducts(tx: Transaction, { runId, at }: SyncMark, some: ProductChange[]): Promise<void> {
  if (some.length === 0) return;
  const rows = some.map((one) => ({ ...toProductRow(one), changed_at: isVisibleChange(one) ? at : null }));
  const db = tx.kysely<CatalogTables>();
  await db
    .updateTable('product')
    .from(givenRows(db, 'product', rows))
    .set((eb) => ({
      title: eb.ref('given.title'),
      description: eb.ref('given.description'),
      images: eb.ref('given.images'),
      tags: eb.ref('given.tags'),
      is_offered: eb.ref('given.is_offered'),
      fingerprint: eb.ref('given.fingerprint'),
      refused_at: null,
      last_sync_run_id: runId,
      synced_at: at,
      changed_at: eb.fn.coalesce('given.changed_at', 'product.changed_at'),
    }))
    .whereRef('product.id', '=', 'given.id')
    .execute();
}

export const appearsOrDisappears = ({ incoming, existing }: ProductChange) =>
  existing !== null && !existing.isHidden && existing.isOffered !== incoming.isOffered;

function isVisibleChange(one: ProductChange): boolean {
  const { existing, fingerprint } = one;
  if (!existing || existing.refusedAt) return true;
  return appearsOrDisappears(one) || differsForShoppers(existing.fingerprint, fingerprint);
}

const toProductRow = ({ id, incoming, fingerprint }: ProductChange) => ({
  id,
  title: incoming.title,
  description: incoming.description,
  images: incoming.images.map(({ url, variantIds }) => ({ url, providerVariantIds: variantIds })),
  tags: incoming.tags,
  is_offered: incoming.isOffered,
  fingerprint,
});

/** A variant that returns keeps its id, because a cart may hold it. */
const variantId = (productId: string, providerVariantId: string) => uuidv5(providerVariantId, productId);

export async function writeVariants(tx: Transaction, products: ProductChange[], at: Date): Promise<void> {
  if (products.length === 0) return;
  const rows = products.flatMap(({ id: productId, incoming: { variants } }) =>
    [...new Map(variants.map((variant) => [variant.id, variant])).values()].map((variant, position) => ({
      id: variantId(productId, variant.id),
      product_id: productId,
      provider_variant_id: variant.id,
      position,
      title: variant.title,
      sku: variant.sku,
      price: variant.price,
      currency: variant.currency,
      is_available: variant.isAvailable,
    })),
  );
  const changing = ['position', 'title', 'sku', 'price', 'currency', 'is_available'] as const;
  const columns = ['id', 'product_id', 'provider_variant_id', ...changing] as const;
  const db = tx.kysely<CatalogTables>();
  await db
    .with('given', (cte) => cte.selectFrom(givenRows(db, 'variant', rows)).select(columns))
    .with('removed', (cte) =>
      cte
        .updateTable('variant')
        .set({ removed_at: at })
        .where('product_id', '=', anyOf(products.map(({ id }) => id)))
        .where('removed_at', 'is', null)
        .where((eb) => eb.not(eb.exists(eb.selectFrom('given').whereRef('given.id', '=', 'variant.id')))),
    )
    .insertInto('variant')
    .columns(columns)
    .expression((eb) => eb.selectFrom('given').select(columns))
    .onConflict((conflict) =>
      conflict.column('id').doUpdateSet((eb) => ({
        position: eb.ref('excluded.position'),
        title: eb.ref('excluded.title'),
        sku: eb.ref('excluded.sku'),
        price: eb.ref('excluded.price'),
        currency: eb.ref('excluded.currency'),
        is_available: eb.ref('excluded.is_available'),
        removed_at: null,
      })),
    )
    .execute();
}
