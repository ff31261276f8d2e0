import { Database, type Transaction } from '@daybook/database';
import type { ShopPageInput } from '@daybook/contract';
import { Injectable } from '@nestjs/common';
import { sql } from 'kysely';
import { v7 } from 'uuid';

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
const columns = sql`id, slug, title, body, changed_at as "changedAt"`;

@Injectable()
export class ShopPages {
  constructor(private readonly database: Database) {}

  /** By title. */
  async list(): Promise<ShopPageSummaryRow[]> {
    const { rows } = await sql<ShopPageSummaryRow>`
      select id, slug, title, changed_at as "changedAt" from shop_page order by title, id limit ${maxPages}
    `.execute(this.database.sql);
    return rows;
  }

  async findBySlug(slug: string): Promise<ShopPageRow | null> {
    return this.findWhere(sql`slug = ${slug}`);
  }

  async findById(id: string): Promise<ShopPageRow | null> {
    return this.findWhere(sql`id = ${id}`);
  }

  async isFull(tx: Transaction): Promise<boolean> {
    const { rows } = await sql<{ count: number }>`select count(*)::int as count from shop_page`.execute(tx.sql);
    return (rows[0]?.count ?? 0) >= maxPages;
  }

  async insert(tx: Transaction, { slug, title, body }: ShopPageInput): Promise<WriteOutcome> {
    const { rows } = await sql<ShopPageRow>`
      insert into shop_page (id, slug, title, body) values (${v7()}, ${slug}, ${title}, ${body})
      on conflict (slug) do nothing returning ${columns}`.execute(tx.sql);
    return rows[0] ? { outcome: 'written', page: rows[0] } : { outcome: 'address_taken' };
  }

  /** Updates the page unless it was written since `changedAt`. */
  async update(tx: Transaction, id: string, input: ShopPageInput, changedAt: Date): Promise<WriteOutcome> {
    const { rows: locked } = await sql<{ changedAt: Date; isTaken: boolean }>`
      select changed_at as "changedAt", exists (select from shop_page where slug = ${input.slug} and id <> ${id}) as "isTaken"
      from shop_page where id = ${id} for update`.execute(tx.sql);
    const before = locked[0];
    if (!before) return { outcome: 'gone' };
    if (before.changedAt.getTime() !== changedAt.getTime()) return { outcome: 'changed' };
    if (before.isTaken) return { outcome: 'address_taken' };
    const { rows } = await sql<ShopPageRow>`
      update shop_page set slug = ${input.slug}, title = ${input.title}, body = ${input.body},
        changed_at = greatest(now(), changed_at + interval '1 millisecond')
      where id = ${id} returning ${columns}`.execute(tx.sql);
    return rows[0] ? { outcome: 'written', page: rows[0] } : { outcome: 'gone' };
  }

  /** Returns whether the page existed. */
  async delete(tx: Transaction, id: string): Promise<boolean> {
    const { rows } = await sql`delete from shop_page where id = ${id} returning id`.execute(tx.sql);
    return rows.length > 0;
  }

  private async findWhere(condition: ReturnType<typeof sql>): Promise<ShopPageRow | null> {
    const { rows } = await sql<ShopPageRow>`select ${columns} from shop_page where ${condition}`.execute(
      this.database.sql,
    );
    return rows[0] ?? null;
  }
}
