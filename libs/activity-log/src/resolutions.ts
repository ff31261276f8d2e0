import type { EventMap, EventType, ResolvedBy } from '@daybook/contract';
import { Database, type Transaction } from '@daybook/database';
import type { OpenProblems } from '@daybook/events';
import { ConsoleNotifier } from '@daybook/realtime';
import { Injectable } from '@nestjs/common';
import { sql, type RawBuilder } from 'kysely';
import { needsAttention } from './activity-log.queries.js';
import type { NewEntry } from './entries.js';
import { eventDefinitions, resolvingTypes, type EventDefinition, type ProblemSelector } from './event-definitions.js';

type LaterEntry = { [T in EventType]: { id: string; event_type: T; payload: EventMap[T] } }[EventType];

@Injectable()
export class Resolutions {
  constructor(
    private readonly database: Database,
    private readonly consoles: ConsoleNotifier,
  ) {}

  /** Resolves entries in a person's name; returns how many were open. */
  async resolve(ids: string[], actor: string): Promise<number> {
    return this.database.transaction((tx) =>
      this.resolveWhere(tx, sql`id = any(${ids})`, { by: 'person', name: actor }),
    );
  }

  /** Resolves every open warning and error of an order; returns how many there were. */
  async resolveAllForOrder(orderId: string, actor: string): Promise<number> {
    return this.database.transaction((tx) =>
      this.resolveWhere(tx, sql`order_id = ${orderId}`, { by: 'person', name: actor }),
    );
  }

  /** Returns false when the entry was not resolved. */
  async reopen(id: string): Promise<boolean> {
    return this.database.transaction(async (tx) => {
      const { rows } = await sql<{ id: string }>`
        update activity_log set resolved_at = null, resolved_by = null, updated_at = now()
        where id = ${id} and resolved_at is not null and level in ('warning', 'error')
        returning id`.execute(tx.sql);
      this.notifyConsoles(tx, rows);
      return rows.length > 0;
    });
  }

  /** Resolves the earlier problems that a new entry resolves by its definition. */
  async resolveByEvent(tx: Transaction, entry: NewEntry, selectors: ProblemSelector[]): Promise<void> {
    const by: ResolvedBy = { by: 'event', eventType: entry.type, entryId: entry.id };
    for (const { type, where = {}, whereNot = {} } of selectors) {
      const differs = Object.entries<unknown>(whereNot).map(
        ([field, value]) => sql`not ${payloadContains({ [field]: value })}`,
      );
      const conditions = [
        hasOrderId(entry.orderId),
        sql`event_type = ${type} and occurred_at <= ${entry.occurredAt}`,
        payloadContains(where),
        ...differs,
      ];
      await this.resolveWhere(tx, sql.join(conditions, sql` and `), by, entry.receivedAt);
    }
  }

  /** The later entry that resolves a problem recorded only now, if there is one: webhooks arrive in any order. */
  async findResolver(tx: Transaction, problem: NewEntry): Promise<ResolvedBy | null> {
    const { rows } = await sql<LaterEntry>`
      select id, event_type, payload from activity_log
      where ${hasOrderId(problem.orderId)}
        and event_type = any(${resolvingTypes}) and occurred_at >= ${problem.occurredAt}
      order by occurred_at, id
      limit 50`.execute(tx.sql);
    const resolver = rows.find((later) => selectorsResolvedBy(later).some((filter) => matches(filter, problem)));
    return resolver ? { by: 'event', eventType: resolver.event_type, entryId: resolver.id } : null;
  }

  async resolveProblems<T extends EventType>(
    tx: Transaction,
    { type, where, orderId }: OpenProblems<T>,
    actor: string,
  ): Promise<void> {
    const ofOrder = orderId === undefined ? sql`true` : hasOrderId(orderId);
    await this.resolveWhere(tx, sql`${ofOrder} and event_type = ${type} and ${payloadContains(where)}`, {
      by: 'person',
      name: actor,
    });
  }

  private async resolveWhere(
    tx: Transaction,
    condition: RawBuilder<unknown>,
    by: ResolvedBy,
    at?: Date | null,
  ): Promise<number> {
    const { rows } = await sql<{ id: string }>`
      update activity_log set resolved_at = ${at ?? sql`now()`}, resolved_by = ${JSON.stringify(by)}::jsonb, updated_at = now()
      where ${condition} and ${needsAttention}
      returning id`.execute(tx.sql);
    this.notifyConsoles(tx, rows);
    return rows.length;
  }

  private notifyConsoles(tx: Transaction, changed: { id: string }[]): void {
    if (changed.length === 0) return;
    const ids = changed.map(({ id }) => id);
    tx.afterCommit(() => this.consoles.notify({ updatedEntryIds: ids }));
  }
}

/** `is not distinct from` would cover both cases, but no index serves it. */
const hasOrderId = (orderId: string | null) => (orderId === null ? sql`order_id is null` : sql`order_id = ${orderId}`);
const payloadContains = (data: object) => sql`payload @> ${JSON.stringify(data)}::jsonb`;

function selectorsResolvedBy<T extends EventType>(later: { event_type: T; payload: EventMap[T] }): ProblemSelector[] {
  const definition: EventDefinition<T> = eventDefinitions[later.event_type];
  return definition.resolves?.(later.payload) ?? [];
}

function matches({ type, where = {}, whereNot = {} }: ProblemSelector, problem: NewEntry): boolean {
  const data = new Map<string, unknown>(Object.entries(problem.data));
  return (
    type === problem.type &&
    Object.entries(where).every(([field, value]) => data.get(field) === value) &&
    Object.entries(whereNot).every(([field, value]) => data.get(field) !== value)
  );
}
