import { Database, type Transaction } from '@daybook/database';
import type { ShopPageDraft } from '@daybook/contract';
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

export type ShopPageLine = Omit<ShopPageRow, 'body'>;

/** Done, or why not: another page has that address, this one was written by somebody else meanwhile, or it is gone. */
export type WriteOutcome =
  { outcome: 'written'; page: ShopPageRow } | { outcome: 'address_taken' | 'changed' | 'gone' };

/** More than a footer can hold. */
const mostPages = 100;
const columns = sql`id, slug, title, body, changed_at as "changedAt"`;

/** The shop's own pages: about, delivery, privacy, and what else the owner has to say. */
@Injectable()
export class ShopPages {
  constructor(private readonly database: Database) {}

  /** By title. */
  async list(): Promise<ShopPageLine[]> {
    const { rows } = await sql<ShopPageLine>`
      select id, slug, title, changed_at as "changedAt" from shop_page order by title, id limit ${mostPages}
    `.execute(this.database.sql);
    return rows;
  }

  async bySlug(slug: string): Promise<ShopPageRow | null> {
    return this.one(sql`slug = ${slug}`);
  }

  async byId(id: string): Promise<ShopPageRow | null> {
    return this.one(sql`id = ${id}`);
  }

  /** Whether there are as many as there may be. */
  async isFull(tx: Transaction): Promise<boolean> {
    const { rows } = await sql<{ count: number }>`select count(*)::int as count from shop_page`.execute(tx.sql);
    return (rows[0]?.count ?? 0) >= mostPages;
  }

  async add(tx: Transaction, { slug, title, body }: ShopPageDraft): Promise<WriteOutcome> {
    const { rows } = await sql<ShopPageRow>`
      insert into shop_page (id, slug, title, body) values (${v7()}, ${slug}, ${title}, ${body})
      on conflict (slug) do nothing returning ${columns}`.execute(tx.sql);
    return rows[0] ? { outcome: 'written', page: rows[0] } : { outcome: 'address_taken' };
  }

  /** Only if nobody has written it since `changedAt`. */
  async write(tx: Transaction, id: string, draft: ShopPageDraft, changedAt: Date): Promise<WriteOutcome> {
    const { rows: held } = await sql<{ changedAt: Date; isTaken: boolean }>`
      select changed_at as "changedAt", exists (select from shop_page where slug = ${draft.slug} and id <> ${id}) as "isTaken"
      from shop_page where id = ${id} for update`.execute(tx.sql);
    const before = held[0];
    if (!before) return { outcome: 'gone' };
    if (before.changedAt.getTime() !== changedAt.getTime()) return { outcome: 'changed' };
    if (before.isTaken) return { outcome: 'address_taken' };
    const { rows } = await sql<ShopPageRow>`
      update shop_page set slug = ${draft.slug}, title = ${draft.title}, body = ${draft.body},
        changed_at = greatest(now(), changed_at + interval '1 millisecond')
      where id = ${id} returning ${columns}`.execute(tx.sql);
    return rows[0] ? { outcome: 'written', page: rows[0] } : { outcome: 'gone' };
  }

  /** Whether there was such a page. */
  async remove(tx: Transaction, id: string): Promise<boolean> {
    const { rows } = await sql`delete from shop_page where id = ${id} returning id`.execute(tx.sql);
    return rows.length > 0;
  }

  private async one(condition: ReturnType<typeof sql>): Promise<ShopPageRow | null> {
    const { rows } = await sql<ShopPageRow>`select ${columns} from shop_page where ${condition}`.execute(
      this.database.sql,
    );
    return rows[0] ?? null;
  }
}
