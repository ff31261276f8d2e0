import type { Provider } from '@daybook/contract';
import type { Transaction } from '@daybook/database';
import { Injectable } from '@nestjs/common';
import { v7 as uuidv7 } from 'uuid';
import type { CatalogTables } from './catalog.entities.js';
import { fingerprintOf } from './fingerprint.js';
import type { ProviderProduct } from './provider-product.js';
import {
  appearsOrDisappears,
  findExisting,
  insertProducts,
  markUnavailable,
  markSeen,
  updateProducts,
  writeVariants,
  type ExistingProduct,
  type ProductChange,
  type SyncMark,
  type VariantRef,
} from './product-writes.js';
import { distinctTags } from './tags.js';
import { TagCollections } from './tag-collections.js';

export interface ProductBatch extends SyncMark {
  provider: Provider;
  products: ProviderProduct[];
  /** When the run began to read them, by the database's clock. */
  readSince: Date;
}

/** The counts of one batch. A product that this run has already seen is not counted. */
export interface UpsertCounts {
  added: number;
  updated: number;
  unchanged: number;
}

/** Allows one writer until `tx` ends: two might allocate the same slug, collection or position. */
export const lockCatalogue = (tx: Transaction) => tx.lock('catalogue');

/** Writes providers' products into the catalogue in batches, with a fixed number of statements per batch. */
@Injectable()
export class CatalogWriter {
  constructor(private readonly collections: TagCollections) {}

  async upsert(tx: Transaction, { provider, runId, products, readSince, at }: ProductBatch): Promise<UpsertCounts> {
    const incoming = new Map(products.map((one) => [one.id, { ...one, tags: distinctTags(one.tags) }]));
    if (incoming.size === 0) return { added: 0, updated: 0, unchanged: 0 };
    await lockCatalogue(tx);
    const known = await findExisting(tx, provider, [...incoming.keys()]);
    const all = [...incoming.values()].map((product) => toChange(product, known.get(product.id) ?? null));
    const added = all.filter(({ existing }) => existing === null);
    const isUpdated = (one: ProductChange) => isChanged(one) && !wasRefusedSince(one, readSince);
    const updated = all.filter((one) => one.existing !== null && isUpdated(one));
    const unchanged = all.filter((one) => one.existing !== null && !isUpdated(one));

    await markSeen(tx, { runId, at }, unchanged);
    await insertProducts(tx, { provider, runId, at }, added);
    await updateProducts(tx, { runId, at }, updated);
    const written = [...added, ...updated];
    await writeVariants(tx, written, at);
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

  /**
   * Takes variants off sale that their provider has just refused to make. A sync that is reading may have read them before:
   * only one that begins later writes their product as it lists it.
   */
  async takeOffSale(tx: Transaction, provider: Provider, variants: readonly VariantRef[]): Promise<void> {
    if (variants.length === 0) return;
    await lockCatalogue(tx);
    for (const variant of variants) await markUnavailable(tx, provider, variant);
  }

  /** Hides the products that the run did not see; returns how many. */
  async withdrawUnseen(
    tx: Transaction,
    { provider, runId, at }: Omit<ProductBatch, 'products' | 'readSince'>,
  ): Promise<number> {
    await lockCatalogue(tx);
    const rows = await tx
      .kysely<CatalogTables>()
      .updateTable('product')
      .set({ is_offered: false, changed_at: at })
      .where('provider', '=', provider)
      .where((eb) => eb.ref('is_offered'))
      .where('last_sync_run_id', 'is distinct from', runId)
      .returning(['id', 'is_hidden as isHidden'])
      .execute();
    const visible = rows.filter(({ isHidden }) => !isHidden).map(({ id }) => id);
    await this.collections.touchCollectionsOf(tx, visible, at);
    return rows.length;
  }
}

const toChange = (incoming: ProviderProduct, existing: ExistingProduct | null): ProductChange => ({
  id: existing?.id ?? uuidv7(),
  incoming,
  fingerprint: fingerprintOf(incoming),
  existing,
});

/** A product that was hidden or refused may return with an unchanged fingerprint. */
const isChanged = ({ incoming, fingerprint, existing }: ProductChange) =>
  existing?.fingerprint !== fingerprint || existing.isOffered !== incoming.isOffered || existing.refusedAt !== null;

const wasRefusedSince = ({ existing }: ProductChange, time: Date) =>
  existing !== null && existing.refusedAt !== null && existing.refusedAt >= time;
