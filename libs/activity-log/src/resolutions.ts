import type { EventMap, EventType, ResolvedBy } from '@daybook/contract';
import { Database, type Transaction } from '@daybook/database';
import { ConsoleNotifier } from '@daybook/realtime';
import { Injectable } from '@nestjs/common';
import { sql } from 'kysely';
import type { ProblemFilter } from './event-definitions.js';
import type { EntryDraft } from './entry-draft.js';
import { ofOrder } from './of-order.js';

const open = sql`resolved_at is null and level in ('warning', 'error')`;

interface Touched {
  id: string;
  order_id: string | null;
}

/** Who or what settled a problem: resolving, taking that back, and problems that a later success explains. */
@Injectable()
export class Resolutions {
  constructor(
    private readonly database: Database,
    private readonly consoles: ConsoleNotifier,
  ) {}

  /** Resolves these entries in a person's name; gives how many were open. */
  async resolve(ids: string[], name: string): Promise<number> {
    return this.resolveWhere(sql`id = any(${ids})`, { by: 'person', name });
  }

  /** Resolves every open warning and error of an order; info entries are left alone. */
  async resolveAllForOrder(orderId: string, name: string): Promise<number> {
    return this.resolveWhere(sql`order_id = ${orderId}`, { by: 'person', name });
  }

  /** Takes a resolve back: the entry needs attention again. False when it was not resolved. */
  async reopen(id: string): Promise<boolean> {
    return this.database.transaction(async (tx) => {
      const { rows } = await sql<Touched>`
        update activity_log set resolved_at = null, resolved_by = null, updated_at = now()
        where id = ${id} and resolved_at is not null and level in ('warning', 'error')
        returning id, order_id`.execute(tx.sql);
      this.tellAfterCommit(tx, rows);
      return rows.length > 0;
    });
  }

  /** Resolves what an event explains: its order's earlier problems, as the catalogue says. */
  async explain(tx: Transaction, entry: EntryDraft, problems: ProblemFilter[]): Promise<void> {
    const by: ResolvedBy = { by: 'event', eventType: entry.type, entryId: entry.id };
    for (const { type, where = {}, whereNot = {} } of problems) {
      const others = Object.entries<unknown>(whereNot).map(
        ([field, value]) => sql`not payload @> ${JSON.stringify({ [field]: value })}::jsonb`,
      );
      const carries = [sql`payload @> ${JSON.stringify(where)}::jsonb`, ...others];
      const rows = await this.close(
        tx,
        sql`${ofOrder(entry.orderId)} and event_type = ${type}
            and occurred_at <= ${entry.occurredAt} and ${sql.join(carries, sql` and `)}`,
        by,
        entry.receivedAt,
      );
      this.tellAfterCommit(tx, rows);
    }
  }

  /** Resolves the open problems of a type, of one order if given, that carry these values. */
  async settle<T extends EventType>(
    tx: Transaction,
    type: T,
    where: Partial<EventMap[T]>,
    by: ResolvedBy,
    orderId?: string,
  ): Promise<void> {
    const ofIt = orderId === undefined ? sql`true` : ofOrder(orderId);
    const which = sql`${ofIt} and event_type = ${type} and payload @> ${JSON.stringify(where)}::jsonb`;
    const rows = await this.close(tx, which, by);
    this.tellAfterCommit(tx, rows);
  }

  private async resolveWhere(which: ReturnType<typeof sql>, by: ResolvedBy): Promise<number> {
    return this.database.transaction(async (tx) => {
      const rows = await this.close(tx, which, by);
      this.tellAfterCommit(tx, rows);
      return rows.length;
    });
  }

  private async close(
    tx: Transaction,
    which: ReturnType<typeof sql>,
    by: ResolvedBy,
    at?: Date | null,
  ): Promise<Touched[]> {
    const { rows } = await sql<Touched>`
      update activity_log set resolved_at = ${at ?? sql`now()`}, resolved_by = ${JSON.stringify(by)}::jsonb, updated_at = now()
      where ${which} and ${open}
      returning id, order_id`.execute(tx.sql);
    return rows;
  }

  private tellAfterCommit(tx: Transaction, rows: Touched[]): void {
    if (rows.length === 0) return;
    const ids = rows.map((row) => row.id);
    tx.afterCommit(() => this.consoles.notify({ resolved: ids }));
  }
}
