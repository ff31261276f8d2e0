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

/** What search engines are told of: how much is visible, and since when it is as it is. */
@Injectable()
export class SitemapQueries {
  constructor(private readonly database: Database) {}

  /** How many products are visible, and when any product changed last, one that was hidden since included. */
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

  /** Visible products by their ids, from the one at `from` on (0 is the first), in batches: as many as fit are never in memory. */
  async *streamVisibleProducts(from: number, most: number, batch = 1_000): AsyncGenerator<SitemapProduct> {
    // the place is looked for once; from there on each batch goes on where the last one ended
    let start = sql`p.id >= (select id from product where is_offered and not is_hidden order by id offset ${from} limit 1)`;
    for (let left = most; left > 0; left -= batch) {
      const { rows } = await sql<SitemapProduct>`
        select p.id, p.slug, p.images->0->>'url' as "imageUrl", p.changed_at as "changedAt" from product p
        where p.is_offered and not p.is_hidden and ${start}
        order by p.id limit ${Math.min(batch, left)}`.execute(this.database.sql);
      yield* rows;
      const last = rows.at(-1);
      if (!last || rows.length < batch) return;
      start = sql`p.id > ${last.id}`;
    }
  }

  /** When the newest change was made in each run of `size` visible products, by their ids. */
  async listLastChangesPerPage(size: number): Promise<Date[]> {
    const { rows } = await sql<{ changedAt: Date }>`
      select max(changed_at) as "changedAt" from (
        select changed_at, (row_number() over (order by id) - 1) / ${size}::int as run
        from product where is_offered and not is_hidden
      ) numbered group by run order by run`.execute(this.database.sql);
    return rows.map(({ changedAt }) => changedAt);
  }
}
