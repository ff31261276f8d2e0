import type { Collection, CollectionChanges } from '@daybook/contract';
import { Database, type Transaction } from '@daybook/database';
import { Injectable } from '@nestjs/common';
import { sql } from 'kysely';
import { lockCatalogue } from './catalog-writer.js';

@Injectable()
export class CollectionsService {
  constructor(private readonly database: Database) {}

  /** All collections, in the shop's order: there is one per tag, so they are few. */
  async list(): Promise<Collection[]> {
    const { rows } = await sql<Collection>`
      select id, slug, tag, name, position, is_hidden as "isHidden", (
        select count(*)::int from collection_product
        join product on product.id = product_id and product.is_offered and not product.is_hidden
        where collection_id = collection.id) as "productCount"
      from collection order by position, id`.execute(this.database.sql);
    return rows;
  }

  /** False when there is no such collection. */
  async update(tx: Transaction, id: string, { name, position, isHidden }: CollectionChanges): Promise<boolean> {
    await lockCatalogue(tx);
    const { rows } = await sql`
      update collection set name = coalesce(${name ?? null}, name), is_hidden = coalesce(${isHidden ?? null}, is_hidden),
        changed_at = case when name <> coalesce(${name ?? null}, name)
          or is_hidden <> coalesce(${isHidden ?? null}, is_hidden) then now() else changed_at end
      where id = ${id} returning id`.execute(tx.sql);
    if (rows.length > 0 && position !== undefined) await moveToPosition(tx, id, position);
    return rows.length > 0;
  }
}

/** Renumbers all collections, so that no two share a position. `changed_at` stays, because no collection's page changes. */
async function moveToPosition(tx: Transaction, id: string, position: number): Promise<void> {
  const { rows } = await sql<{ id: string }>`select id from collection order by position, id`.execute(tx.sql);
  const order = rows.map((row) => row.id).filter((other) => other !== id);
  order.splice(position, 0, id);
  await sql`
    update collection set position = place - 1
    from unnest(${order}::uuid[]) with ordinality as given (id, place)
    where collection.id = given.id and position <> place - 1`.execute(tx.sql);
}
