import { Database } from '@daybook/database';
import { Injectable } from '@nestjs/common';
import type { CatalogTables } from './catalog.entities.js';
import { byId, isVisible, rowNumber } from './visible-products.js';

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
  summarizeProducts(): Promise<{ count: number; changedAt: Date | null }> {
    return this.#db
      .selectFrom('product as p')
      .select((eb) => [
        eb.fn.countAll<number>().filterWhere(isVisible).as('count'),
        eb.fn.max<Date | null>('p.changed_at').as('changedAt'),
      ])
      .executeTakeFirstOrThrow();
  }

  listCollections(limit: number): Promise<SitemapCollection[]> {
    return this.#db
      .selectFrom('collection as c')
      .innerJoin('collection_product as cp', 'cp.collection_id', 'c.id')
      .innerJoin('product as p', 'p.id', 'cp.product_id')
      .select((eb) => ['c.slug', eb.fn<Date>('greatest', ['c.changed_at', eb.fn.max('p.changed_at')]).as('changedAt')])
      .where((eb) => eb.not('c.is_hidden'))
      .groupBy('c.id')
      .having((eb) => eb.fn<boolean>('bool_or', [isVisible]))
      .orderBy('c.position')
      .orderBy('c.id')
      .limit(limit)
      .execute();
  }

  /** Up to `limit` visible products in the order of their ids, starting at index `from`. Only one batch is in memory. */
  async *streamVisibleProducts(from: number, limit: number, batchSize = 1_000): AsyncGenerator<SitemapProduct> {
    const products = this.#db
      .selectFrom('product as p')
      .select((eb) => [
        ...(['p.id', 'p.slug', 'p.changed_at as changedAt'] as const),
        eb.ref('p.images', '->>').at(0).key('url').as('imageUrl'),
      ])
      .where(isVisible)
      .orderBy('p.id');
    // the offset is evaluated once; each further batch continues after the last id
    let batch = products.where('p.id', '>=', (eb) =>
      eb.selectFrom('product as p').select('p.id').where(isVisible).orderBy('p.id').offset(from).limit(1),
    );
    for (let left = limit; left > 0; left -= batchSize) {
      const rows = await batch.limit(Math.min(batchSize, left)).execute();
      yield* rows;
      const last = rows.at(-1);
      if (!last || rows.length < batchSize) return;
      batch = products.where('p.id', '>', last.id);
    }
  }

  /** The newest change on each page of `size` visible products, in the order of their ids. */
  async listLastChangesPerPage(size: number): Promise<Date[]> {
    const rows = await this.#db
      .selectFrom((db) =>
        db
          .selectFrom('product as p')
          .where(isVisible)
          .select((eb) => {
            const index = eb(rowNumber(byId), '-', 1);
            return ['p.changed_at', eb(eb.parens(index), '/', size).as('page')];
          })
          .as('numbered'),
      )
      .select((eb) => eb.fn.max('changed_at').as('changedAt'))
      .groupBy('page')
      .orderBy('page')
      .execute();
    return rows.map(({ changedAt }) => changedAt);
  }

  get #db() {
    return this.database.kysely<CatalogTables>();
  }
}
