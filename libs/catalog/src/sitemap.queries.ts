import { Database } from '@daybook/database';
import { Injectable } from '@nestjs/common';
import { sql } from 'kysely';

export interface SitemapProduct {
  id: string;
  slug: string;
  imageUrl: string | null;
  changedAt: Date;
}

export interface SitemapCollection {
  slug: string;
  /** When it, or anything in it, changed last. */
  changedAt: Date;
}

@Injectable()
export class SitemapQueries {
  constructor(private readonly database: Database) {}

  /** How many products are visible, and when any product, hidden ones included, changed last. */
  async summarizeProducts(): Promise<{ count: number; changedAt: Date | null }> {
    const { rows } = await sql<{ count: number; changedAt: Date | null }>`
      select count(*) filter (where is_offered and not is_hidden)::int as count, max(changed_at) as "changedAt"
      from product`.execute(this.database.sql);
    return rows[0] ?? { count: 0, changedAt: null };
  }

  async listCollections(limit: number): Promise<SitemapCollection[]> {
    const { rows } = await sql<SitemapCollection>`
      select c.slug, greatest(c.changed_at, max(p.changed_at)) as "changedAt"
      from collection c join collection_product cp on cp.collection_id = c.id join product p on p.id = cp.product_id
      where not c.is_hidden
      group by c.id having bool_or(p.is_offered and not p.is_hidden)
      order by c.position, c.id limit ${limit}`.execute(this.database.sql);
    return rows;
  }

  /** Up to `limit` visible products in the order of their ids, starting at index `from`. Only one batch is in memory. */
  async *streamVisibleProducts(from: number, limit: number, batchSize = 1_000): AsyncGenerator<SitemapProduct> {
    // the offset is evaluated once; each further batch continues after the last id
    let start = sql`p.id >= (select id from product where is_offered and not is_hidden order by id offset ${from} limit 1)`;
    for (let left = limit; left > 0; left -= batchSize) {
      const { rows } = await sql<SitemapProduct>`
        select p.id, p.slug, p.images->0->>'url' as "imageUrl", p.changed_at as "changedAt" from product p
        where p.is_offered and not p.is_hidden and ${start}
        order by p.id limit ${Math.min(batchSize, left)}`.execute(this.database.sql);
      yield* rows;
      const last = rows.at(-1);
      if (!last || rows.length < batchSize) return;
      start = sql`p.id > ${last.id}`;
    }
  }

  /** The newest change on each page of `size` visible products, in the order of their ids. */
  async listLastChangesPerPage(size: number): Promise<Date[]> {
    const { rows } = await sql<{ changedAt: Date }>`
      select max(changed_at) as "changedAt" from (
        select changed_at, (row_number() over (order by id) - 1) / ${size}::int as page
        from product where is_offered and not is_hidden
      ) numbered group by page order by page`.execute(this.database.sql);
    return rows.map(({ changedAt }) => changedAt);
  }
}
