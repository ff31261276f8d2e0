import type { Provider } from '@daybook/contract';
import type { Transaction } from '@daybook/database';
import { Injectable } from '@nestjs/common';
import { sql } from 'kysely';
import { v5 as uuidv5, v7 as uuidv7 } from 'uuid';
import { differsForShoppers, fingerprintOf } from './fingerprint.js';
import type { ProviderProduct } from './provider-product.js';
import { allocateSlugs } from './slugs.js';
import { TagCollections } from './tag-collections.js';

export interface ProductBatch {
  provider: Provider;
  /** The sync run, which marks the products it has seen. */
  runId: string;
  products: ProviderProduct[];
  at: Date;
}

/** The counts of one batch. A product that this run has already seen is not counted. */
export interface UpsertCounts {
  added: number;
  updated: number;
  unchanged: number;
}

interface ExistingProduct {
  id: string;
  providerProductId: string;
  fingerprint: string;
  lastSyncRunId: string | null;
  isOffered: boolean;
  isHidden: boolean;
}

interface ProductChange {
  id: string;
  incoming: ProviderProduct;
  fingerprint: string;
  existing: ExistingProduct | null;
}

/** Allows one writer until `tx` ends: two might allocate the same slug, collection or position. */
export async function lockCatalogue(tx: Transaction): Promise<void> {
  await sql`select pg_advisory_xact_lock(hashtextextended('catalogue', 0))`.execute(tx.sql);
}

/** Writes providers' products into the catalogue in batches, with a fixed number of statements per batch. */
@Injectable()
export class CatalogWriter {
  constructor(private readonly collections: TagCollections) {}

  async upsert(tx: Transaction, { provider, runId, products, at }: ProductBatch): Promise<UpsertCounts> {
    const incoming = new Map(products.map((product) => [product.id, product]));
    if (incoming.size === 0) return { added: 0, updated: 0, unchanged: 0 };
    await lockCatalogue(tx);
    const known = await findExisting(tx, provider, [...incoming.keys()]);
    const all = [...incoming.values()].map((product) => toChange(product, known.get(product.id) ?? null));
    const added = all.filter(({ existing }) => existing === null);
    const updated = all.filter((one) => one.existing !== null && isChanged(one));
    const unchanged = all.filter((one) => one.existing !== null && !isChanged(one));

    await markSeen(tx, { runId, at }, unchanged);
    await insertProducts(tx, { provider, runId, at }, added);
    await updateProducts(tx, { runId, at }, updated);
    const written = [...added, ...updated];
    await writeVariants(tx, written);
    await this.collections.syncMembership(
      tx,
      written.map(({ id, incoming: { tags } }) => ({ id, tags })),
      at,
    );
    await this.collections.touchCollectionsOf(
      tx,
      updated.filter(appearsOrDisappears).map(({ id }) => id),
      at,
    );
    const countUnseen = (some: ProductChange[]) =>
      some.filter(({ existing }) => existing?.lastSyncRunId !== runId).length;
    return { added: countUnseen(added), updated: countUnseen(updated), unchanged: countUnseen(unchanged) };
  }

  /** Hides the products that the run did not see; returns how many. */
  async withdrawUnseen(tx: Transaction, { provider, runId, at }: Omit<ProductBatch, 'products'>): Promise<number> {
    await lockCatalogue(tx);
    const { rows } = await sql<{ id: string; isHidden: boolean }>`
      update product set is_offered = false, changed_at = ${at}
      where provider = ${provider} and is_offered and last_sync_run_id is distinct from ${runId}
      returning id, is_hidden as "isHidden"`.execute(tx.sql);
    const visible = rows.filter(({ isHidden }) => !isHidden).map(({ id }) => id);
    await this.collections.touchCollectionsOf(tx, visible, at);
    return rows.length;
  }
}

async function findExisting(tx: Transaction, provider: Provider, ids: string[]): Promise<Map<string, ExistingProduct>> {
  const { rows } = await sql<ExistingProduct>`
    select id, provider_product_id as "providerProductId", fingerprint, last_sync_run_id as "lastSyncRunId", is_offered as "isOffered",
      is_hidden as "isHidden"
    from product where provider = ${provider} and provider_product_id = any(${ids})`.execute(tx.sql);
  return new Map(rows.map((row) => [row.providerProductId, row]));
}

const toChange = (incoming: ProviderProduct, existing: ExistingProduct | null): ProductChange => ({
  id: existing?.id ?? uuidv7(),
  incoming,
  fingerprint: fingerprintOf(incoming),
  existing,
});

/** A product that was hidden may return with an unchanged fingerprint. */
const isChanged = ({ incoming, fingerprint, existing }: ProductChange) =>
  existing?.fingerprint !== fingerprint || existing.isOffered !== incoming.isOffered;

const appearsOrDisappears = ({ incoming, existing }: ProductChange) =>
  existing !== null && !existing.isHidden && existing.isOffered !== incoming.isOffered;

async function markSeen(
  tx: Transaction,
  { runId, at }: Pick<ProductBatch, 'runId' | 'at'>,
  some: ProductChange[],
): Promise<void> {
  if (some.length === 0) return;
  await sql`
    update product set last_sync_run_id = ${runId}, synced_at = ${at} where id = any(${some.map(({ id }) => id)})`.execute(
    tx.sql,
  );
}

async function insertProducts(
  tx: Transaction,
  batch: Omit<ProductBatch, 'products'>,
  some: ProductChange[],
): Promise<void> {
  if (some.length === 0) return;
  const titled = some.map(({ id, incoming: { title } }) => ({ id, title }));
  const slugs = await allocateSlugs(tx, 'product', titled);
  const rows = some.map((one) => ({ ...toProductRow(one), slug: slugs.get(one.id) }));
  await sql`
    insert into product (id, provider, provider_product_id, slug, title, description, images, tags, is_offered,
      fingerprint, last_sync_run_id, synced_at, changed_at, inserted_at)
    select id, ${batch.provider}, provider_product_id, slug, title, description, images, tags, is_offered,
      fingerprint, ${batch.runId}::uuid, ${batch.at}, ${batch.at}, ${batch.at}
    from jsonb_to_recordset(${JSON.stringify(rows)}::jsonb) as given (id uuid, provider_product_id text, slug text,
      title text, description text, images jsonb, tags text[], is_offered boolean, fingerprint text)`.execute(tx.sql);
}

async function updateProducts(
  tx: Transaction,
  { runId, at }: Pick<ProductBatch, 'runId' | 'at'>,
  some: ProductChange[],
): Promise<void> {
  if (some.length === 0) return;
  const rows = some.map((one) => ({ ...toProductRow(one), is_visible_change: isVisibleChange(one) }));
  await sql`
    update product set title = given.title, description = given.description, images = given.images, tags = given.tags,
      is_offered = given.is_offered, fingerprint = given.fingerprint, last_sync_run_id = ${runId}::uuid, synced_at = ${at},
      changed_at = case when given.is_visible_change then ${at} else product.changed_at end
    from jsonb_to_recordset(${JSON.stringify(rows)}::jsonb) as given (id uuid, title text, description text,
      images jsonb, tags text[], is_offered boolean, fingerprint text, is_visible_change boolean)
    where product.id = given.id`.execute(tx.sql);
}

const isVisibleChange = (one: ProductChange) =>
  one.existing === null || appearsOrDisappears(one) || differsForShoppers(one.existing.fingerprint, one.fingerprint);

const toProductRow = ({ id, incoming, fingerprint }: ProductChange) => ({
  id,
  provider_product_id: incoming.id,
  title: incoming.title,
  description: incoming.description,
  images: incoming.images.map(({ url, variantIds }) => ({ url, providerVariantIds: variantIds })),
  tags: incoming.tags,
  is_offered: incoming.isOffered,
  fingerprint,
});

/** A variant that returns keeps its id, because a cart may hold it. */
const variantId = (productId: string, providerVariantId: string) => uuidv5(providerVariantId, productId);

async function writeVariants(tx: Transaction, products: ProductChange[]): Promise<void> {
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
  await sql`
    with given as (
      select * from jsonb_to_recordset(${JSON.stringify(rows)}::jsonb) as row (id uuid, product_id uuid,
        provider_variant_id text, position int, title text, sku text, price int8, currency text, is_available boolean)),
    gone as (
      delete from variant where product_id = any(${products.map(({ id }) => id)})
        and not exists (select from given where given.id = variant.id))
    insert into variant (id, product_id, provider_variant_id, position, title, sku, price, currency, is_available)
    select * from given
    on conflict (id) do update set position = excluded.position, title = excluded.title, sku = excluded.sku,
      price = excluded.price, currency = excluded.currency, is_available = excluded.is_available`.execute(tx.sql);
}
