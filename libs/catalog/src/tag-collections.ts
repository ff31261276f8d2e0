import { anyOf, givenRows, type Transaction } from '@daybook/database';
import { Injectable } from '@nestjs/common';
import { v7 as uuidv7 } from 'uuid';
import type { CatalogTables } from './catalog.entities.js';
import { allocateSlugs } from './slugs.js';
import { tagKey } from './tags.js';
import { isVisible } from './visible-products.js';

interface Tagged {
  id: string;
  /** Distinct. */
  tags: string[];
}

/** Maintains one collection for each tag. Their names, order and visibility are the owner's. */
@Injectable()
export class TagCollections {
  async syncMembership(tx: Transaction, products: Tagged[], at: Date): Promise<void> {
    if (products.length === 0) return;
    const names = namesByKey(products);
    const ids = await this.ensureCollections(tx, names, at);
    const wanted = products.flatMap(({ id, tags }) =>
      tags.flatMap((tag) => {
        const collectionId = ids.get(tagKey(tag));
        return collectionId === undefined ? [] : [{ collection_id: collectionId, product_id: id }];
      }),
    );
    const db = tx.kysely<CatalogTables>();
    await db
      .with('given', (cte) => cte.selectFrom(givenRows(db, 'collection_product', wanted)).selectAll())
      .with('gone', (cte) =>
        cte
          .deleteFrom('collection_product as member')
          .where('product_id', '=', anyOf(products.map(({ id }) => id)))
          .where((eb) =>
            eb.not(
              eb.exists(
                eb
                  .selectFrom('given')
                  .whereRef('given.product_id', '=', 'member.product_id')
                  .whereRef('given.collection_id', '=', 'member.collection_id'),
              ),
            ),
          )
          .returning(['product_id', 'collection_id']),
      )
      .with('come', (cte) =>
        cte
          .insertInto('collection_product')
          .columns(['product_id', 'collection_id'])
          .expression((eb) => eb.selectFrom('given').select(['product_id', 'collection_id']))
          .onConflict((conflict) => conflict.doNothing())
          .returning(['product_id', 'collection_id']),
      )
      .with('moved', (cte) => cte.selectFrom('gone').selectAll().unionAll(cte.selectFrom('come').selectAll()))
      .updateTable('collection')
      .set({ changed_at: at })
      .where('id', 'in', (eb) =>
        eb
          .selectFrom('moved')
          .innerJoin('product as p', 'p.id', 'moved.product_id')
          .where(isVisible)
          .select('moved.collection_id'),
      )
      .execute();
  }

  /** Marks the collections of these products as changed, because shoppers now find other products in them. */
  async touchCollectionsOf(tx: Transaction, productIds: string[], at: Date): Promise<void> {
    if (productIds.length === 0) return;
    await tx
      .kysely<CatalogTables>()
      .updateTable('collection')
      .set({ changed_at: at })
      .where('id', 'in', (eb) =>
        eb.selectFrom('collection_product').select('collection_id').where('product_id', '=', anyOf(productIds)),
      )
      .execute();
  }

  private async ensureCollections(tx: Transaction, names: Map<string, string>, at: Date): Promise<Map<string, string>> {
    if (names.size === 0) return new Map();
    const rows = await tx
      .kysely<CatalogTables>()
      .selectFrom('collection')
      .select(['id', 'tag'])
      .where('tag', '=', anyOf([...names.keys()]))
      .execute();
    const ids = new Map(rows.map(({ id, tag }) => [tag, id]));
    const missing = [...names].filter(([tag]) => !ids.has(tag));
    const created = missing.map(([tag, name]) => ({ id: uuidv7(), tag, name }));
    await this.insert(tx, created, at);
    for (const { id, tag } of created) ids.set(tag, id);
    return ids;
  }

  /** Places them after the others. */
  private async insert(tx: Transaction, created: { id: string; tag: string; name: string }[], at: Date): Promise<void> {
    if (created.length === 0) return;
    const titled = created.map(({ id, name }) => ({ id, title: name }));
    const slugs = await allocateSlugs(tx, 'collection', titled);
    const db = tx.kysely<CatalogTables>();
    const { last } = await db
      .selectFrom('collection')
      .select((eb) => eb.fn.max<number | null>('position').as('last'))
      .executeTakeFirstOrThrow();
    const first = last === null ? 0 : last + 1;
    const rows = created.map((one, place) => ({
      ...one,
      slug: slugs.get(one.id) ?? one.id,
      position: first + place,
      changed_at: at,
      inserted_at: at,
    }));
    await db.insertInto('collection').values(rows).execute();
  }
}

/** The first spelling of each tag, in order of appearance. */
function namesByKey(products: Tagged[]): Map<string, string> {
  const names = new Map<string, string>();
  for (const tag of products.flatMap(({ tags }) => tags)) if (!names.has(tagKey(tag))) names.set(tagKey(tag), tag);
  return names;
}
