import type { Page, Product, ProductListQuery, Provider, Variant } from '@daybook/contract';
import { alphabeticalKeyset, likePattern, Database, type Transaction } from '@daybook/database';
import { Injectable } from '@nestjs/common';
import { sql, type Kysely, type RawBuilder } from 'kysely';

interface ProductRow extends Omit<Product, 'variants' | 'visible' | 'syncedAt'> {
  syncedAt: Date;
  variants: (Omit<Variant, 'price'> & { price: number; currency: string })[];
}

const columns = sql`
  id, title, slug, provider, is_offered as "isOffered", is_hidden as "isHidden", tags, synced_at as "syncedAt",
  coalesce((
    select json_agg(json_build_object('id', variant.id, 'title', variant.title, 'sku', sku, 'price', price,
      'currency', currency, 'available', is_available) order by position)
    from variant where product_id = product.id), '[]') as variants`;

/** The catalogue as the console shows it, hidden products included. */
@Injectable()
export class ProductsQueries {
  constructor(private readonly database: Database) {}

  /** Ordered by title. Throws `InvalidCursorError`. */
  async list({ q, provider, visible, ...query }: ProductListQuery): Promise<Page<Product>> {
    const keyset = alphabeticalKeyset('title', query);
    const conditions: RawBuilder<unknown>[] = [keyset.where];
    if (q) conditions.push(searchCondition(q));
    if (provider) conditions.push(sql`provider = ${provider}`);
    if (visible) conditions.push(sql`(is_offered and not is_hidden) = ${visible === 'yes'}`);
    const { rows } = await sql<ProductRow>`
      select ${columns} from product where ${sql.join(conditions, sql` and `)}
      ${keyset.orderBy}`.execute(this.database.sql);
    return keyset.page(rows.map(toProduct), ({ title }) => title);
  }

  async find(id: string, connection: Kysely<unknown> = this.database.sql): Promise<Product | null> {
    const { rows } = await sql<ProductRow>`select ${columns} from product where id = ${id}`.execute(connection);
    return rows[0] ? toProduct(rows[0]) : null;
  }

  async countOfferedByProvider(): Promise<Map<Provider, number>> {
    const { rows } = await sql<{ provider: Provider; count: number }>`
      select provider, count(*)::int as count from product where is_offered group by provider`.execute(
      this.database.sql,
    );
    return new Map(rows.map(({ provider, count }) => [provider, count]));
  }
}

/** Hides a product from shoppers, or shows it again; false when it does not exist. */
export async function setProductHidden(tx: Transaction, id: string, isHidden: boolean): Promise<boolean> {
  const { rows } = await sql`
    with moved as (
      update product set is_hidden = ${isHidden}, changed_at = now() where id = ${id} and is_hidden <> ${isHidden}
      returning id, is_offered),
    touched as (
      update collection set changed_at = now() where id in (
        select collection_id from collection_product join moved on moved.id = product_id where moved.is_offered))
    select from product where id = ${id}`.execute(tx.sql);
  return rows.length > 0;
}

/** Searches the title, the tags and the variants' SKUs. */
function searchCondition(words: string): RawBuilder<unknown> {
  const pattern = likePattern(words);
  return sql`(title ilike ${pattern} or array_to_string(tags, ' ') ilike ${pattern}
    or exists (select from variant where product_id = product.id and sku ilike ${pattern}))`;
}

function toProduct({ variants, syncedAt, ...row }: ProductRow): Product {
  return {
    ...row,
    visible: row.isOffered && !row.isHidden,
    variants: variants.map(({ price, currency, ...variant }) => ({ ...variant, price: { amount: price, currency } })),
    syncedAt: syncedAt.toISOString(),
  };
}
