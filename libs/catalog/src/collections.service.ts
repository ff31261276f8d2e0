import type { Collection, CollectionChanges } from '@daybook/contract';
import { Database, givenRows, now, type Transaction } from '@daybook/database';
import { Injectable } from '@nestjs/common';
import type { CatalogTables } from './catalog.entities.js';
import { lockCatalogue } from './catalog-writer.js';
import { isVisible } from './visible-products.js';

@Injectable()
export class CollectionsService {
  constructor(private readonly database: Database) {}

  /** All collections, in the shop's order: there is one per tag, so they are few. */
  list(): Promise<Collection[]> {
    return this.database
      .kysely<CatalogTables>()
      .selectFrom('collection')
      .select((eb) => [
        ...(['id', 'slug', 'tag', 'name', 'position', 'is_hidden as isHidden'] as const),
        eb
          .selectFrom('collection_product')
          .innerJoin('product as p', 'p.id', 'product_id')
          .select(eb.fn.countAll<number>().as('count'))
          .whereRef('collection_id', '=', 'collection.id')
          .where(isVisible)
          .$asScalar()
          .$notNull()
          .as('productCount'),
      ])
      .orderBy('position')
      .orderBy('id')
      .execute();
  }

  /** False when there is no such collection. */
  async update(tx: Transaction, id: string, { name, position, isHidden }: CollectionChanges): Promise<boolean> {
    await lockCatalogue(tx);
    const { numUpdatedRows } = await tx
      .kysely<CatalogTables>()
      .updateTable('collection')
      .set((eb) => ({
        name: name ?? eb.ref('name'),
        is_hidden: isHidden ?? eb.ref('is_hidden'),
        changed_at: eb
          .case()
          .when(
            eb.or([
              ...(name === undefined ? [] : [eb('name', '<>', name)]),
              ...(isHidden === undefined ? [] : [eb('is_hidden', '<>', isHidden)]),
            ]),
          )
          .then(now())
          .else(eb.ref('changed_at'))
          .end(),
      }))
      .where('id', '=', id)
      .executeTakeFirst();
    if (numUpdatedRows > 0n && position !== undefined) await moveToPosition(tx, id, position);
    return numUpdatedRows > 0n;
  }
}

/** Renumbers all collections, so that no two share a position. `changed_at` stays, because no collection's page changes. */
async function moveToPosition(tx: Transaction, id: string, position: number): Promise<void> {
  const db = tx.kysely<CatalogTables>();
  const rows = await db.selectFrom('collection').select('id').orderBy('position').orderBy('id').execute();
  const order = rows.map((row) => row.id).filter((other) => other !== id);
  order.splice(position, 0, id);
  const places = order.map((moved, place) => ({ id: moved, position: place }));
  await db
    .updateTable('collection')
    .from(givenRows(db, 'collection', places))
    .set((eb) => ({ position: eb.ref('given.position') }))
    .whereRef('collection.id', '=', 'given.id')
    .whereRef('collection.position', '<>', 'given.position')
    .execute();
}
