import { Database, now, seconds, type Transaction } from '@daybook/database';
import type { ShopPageInput } from '@daybook/contract';
import { Injectable } from '@nestjs/common';
import { v7 } from 'uuid';
import type { ShopTables } from './shop-page.entity.js';

/** A page that the owner writes; `body` is Markdown. */
export interface ShopPageRow {
  id: string;
  slug: string;
  title: string;
  body: string;
  changedAt: Date;
}

export type ShopPageSummaryRow = Omit<ShopPageRow, 'body'>;

/** `address_taken`: another page has the slug. `changed`: somebody else has written the page in the meantime. */
export type WriteOutcome =
  { outcome: 'written'; page: ShopPageRow } | { outcome: 'address_taken' | 'changed' | 'gone' };

const maxPages = 100;
const summaryColumns = ['id', 'slug', 'title', 'changed_at as changedAt'] as const;
const columns = [...summaryColumns, 'body'] as const;

@Injectable()
export class ShopPages {
  constructor(private readonly database: Database) {}

  /** By title. */
  async list(): Promise<ShopPageSummaryRow[]> {
    return this.db
      .selectFrom('shop_page')
      .select(summaryColumns)
      .orderBy('title')
      .orderBy('id')
      .limit(maxPages)
      .execute();
  }

  async findBySlug(slug: string): Promise<ShopPageRow | null> {
    return (await this.select().where('slug', '=', slug).executeTakeFirst()) ?? null;
  }

  async findById(id: string): Promise<ShopPageRow | null> {
    return (await this.select().where('id', '=', id).executeTakeFirst()) ?? null;
  }

  async isFull(tx: Transaction): Promise<boolean> {
    const { count } = await tx
      .kysely<ShopTables>()
      .selectFrom('shop_page')
      .select((eb) => eb.fn.countAll<number>().as('count'))
      .executeTakeFirstOrThrow();
    return count >= maxPages;
  }

  async insert(tx: Transaction, { slug, title, body }: ShopPageInput): Promise<WriteOutcome> {
    const page = await tx
      .kysely<ShopTables>()
      .insertInto('shop_page')
      .values({ id: v7(), slug, title, body })
      .onConflict((oc) => oc.column('slug').doNothing())
      .returning(columns)
      .executeTakeFirst();
    return page ? { outcome: 'written', page } : { outcome: 'address_taken' };
  }

  /** Updates the page unless it was written since `changedAt`. */
  async update(tx: Transaction, id: string, input: ShopPageInput, changedAt: Date): Promise<WriteOutcome> {
    const { slug, title, body } = input;
    const db = tx.kysely<ShopTables>();
    const before = await db
      .selectFrom('shop_page')
      .select('changed_at as changedAt')
      .select((eb) =>
        eb.exists(db.selectFrom('shop_page').where('slug', '=', slug).where('id', '<>', id)).as('isTaken'),
      )
      .where('id', '=', id)
      .forUpdate()
      .executeTakeFirst();
    if (!before) return { outcome: 'gone' };
    if (before.changedAt.getTime() !== changedAt.getTime()) return { outcome: 'changed' };
    if (before.isTaken) return { outcome: 'address_taken' };
    const page = await db
      .updateTable('shop_page')
      .set((eb) => ({
        slug,
        title,
        body,
        changed_at: eb.fn<Date>('greatest', [now(), eb('changed_at', '+', seconds(0.001))]),
      }))
      .where('id', '=', id)
      .returning(columns)
      .executeTakeFirst();
    return page ? { outcome: 'written', page } : { outcome: 'gone' };
  }

  /** Returns whether the page existed. */
  async delete(tx: Transaction, id: string): Promise<boolean> {
    const { numDeletedRows } = await tx
      .kysely<ShopTables>()
      .deleteFrom('shop_page')
      .where('id', '=', id)
      .executeTakeFirst();
    return numDeletedRows > 0n;
  }

  private select() {
    return this.db.selectFrom('shop_page').select(columns);
  }

  private get db() {
    return this.database.kysely<ShopTables>();
  }
}
