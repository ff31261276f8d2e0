import type { Transaction } from '@daybook/database';
import { Injectable } from '@nestjs/common';
import { sql } from 'kysely';
import { v7 as uuidv7 } from 'uuid';
import { allocateSlugs } from './slugs.js';

interface Tagged {
  id: string;
  tags: string[];
}

/** Tags are compared without case. */
const tagKey = (tag: string) => tag.toLowerCase();

/** Maintains one collection for each tag. Their names, order and visibility are the owner's. */
@Injectable()
export class TagCollections {
  async syncMembership(tx: Transaction, products: Tagged[], at: Date): Promise<void> {
    if (products.length === 0) return;
    const names = namesByKey(products);
    const ids = await this.ensureCollections(tx, names, at);
    const members = products.flatMap(({ id, tags }) =>
      [...new Set(tags.map(tagKey))].map((key) => ({ product_id: id, collection_id: ids.get(key) })),
    );
    await sql`
      with wanted as (
        select * from jsonb_to_recordset(${JSON.stringify(members)}::jsonb) as row (product_id uuid, collection_id uuid)),
      gone as (
        delete from collection_product as member where product_id = any(${products.map(({ id }) => id)})
          and not exists (select from wanted where wanted.product_id = member.product_id
            and wanted.collection_id = member.collection_id)
        returning product_id, collection_id),
      come as (
        insert into collection_product (product_id, collection_id) select product_id, collection_id from wanted
        on conflict do nothing returning product_id, collection_id)
      update collection set changed_at = ${at} where id in (
        select moved.collection_id from (select * from gone union all select * from come) as moved
        join product on product.id = moved.product_id and product.is_offered and not product.is_hidden)`.execute(
      tx.sql,
    );
  }

  /** Marks the collections of these products as changed, because shoppers now find other products in them. */
  async touchCollectionsOf(tx: Transaction, productIds: string[], at: Date): Promise<void> {
    if (productIds.length === 0) return;
    await sql`
      update collection set changed_at = ${at}
      where id in (select collection_id from collection_product where product_id = any(${productIds}))`.execute(tx.sql);
  }

  private async ensureCollections(tx: Transaction, names: Map<string, string>, at: Date): Promise<Map<string, string>> {
    if (names.size === 0) return new Map();
    const { rows } = await sql<{ id: string; tag: string }>`
      select id, tag from collection where tag = any(${[...names.keys()]})`.execute(tx.sql);
    const ids = new Map(rows.map(({ id, tag }) => [tag, id]));
    const missing = [...names].filter(([tag]) => !ids.has(tag));
    const created = missing.map(([tag, name]) => ({ id: uuidv7(), tag, name }));
    await this.insert(tx, created, at);
    for (const { id, tag } of created) ids.set(tag, id);
    return ids;
  }

  private async insert(tx: Transaction, created: { id: string; tag: string; name: string }[], at: Date): Promise<void> {
    if (created.length === 0) return;
    const slugs = await allocateSlugs(
      tx,
      'collection',
      created.map(({ id, name }) => ({ id, title: name })),
    );
    const rows = created.map((one, place) => ({ ...one, place, slug: slugs.get(one.id) }));
    await sql`
      insert into collection (id, tag, slug, name, position, changed_at, inserted_at)
      select id, tag, slug, name, place + (select coalesce(max(position) + 1, 0) from collection), ${at}, ${at}
      from jsonb_to_recordset(${JSON.stringify(rows)}::jsonb) as given (id uuid, tag text, slug text, name text, place int)`.execute(
      tx.sql,
    );
  }
}

/** The first spelling of each tag, in order of appearance. */
function namesByKey(products: Tagged[]): Map<string, string> {
  const names = new Map<string, string>();
  for (const tag of products.flatMap(({ tags }) => tags)) if (!names.has(tagKey(tag))) names.set(tagKey(tag), tag);
  return names;
}
