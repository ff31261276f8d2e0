import type { EventMap, EventType, ResolvedBy } from '@daybook/contract';
import { anyOf, Database, jsonb, now, type Transaction } from '@daybook/database';
import type { OpenProblems } from '@daybook/events';
import { ConsoleNotifier } from '@daybook/realtime';
import { Injectable } from '@nestjs/common';
import type { Expression, SqlBool } from 'kysely';
import {
  belongsTo,
  isProblem,
  needsAttention,
  type ActivityLogTables,
  type EntryExpressionBuilder,
} from './activity-log.entities.js';
import type { NewEntry } from './entries.js';
import { eventDefinitions, resolvingTypes, type EventDefinition, type ProblemSelector } from './event-definitions.js';

type Condition = (eb: EntryExpressionBuilder) => Expression<SqlBool>;
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
      this.resolveWhere(tx, (eb) => eb('id', '=', anyOf(ids)), { by: 'person', name: actor }),
    );
  }

  /** Resolves every open warning and error of an order; returns how many there were. */
  async resolveAllForOrder(orderId: string, actor: string): Promise<number> {
    return this.database.transaction((tx) => this.resolveWhere(tx, belongsTo(orderId), { by: 'person', name: actor }));
  }

  /** Returns false when the entry was not resolved. */
  async reopen(id: string): Promise<boolean> {
    return this.database.transaction(async (tx) => {
      const rows = await tx
        .kysely<ActivityLogTables>()
        .updateTable('activity_log')
        .set({ resolved_at: null, resolved_by: null, updated_at: now() })
        .where('id', '=', id)
        .where('resolved_at', 'is not', null)
        .where(isProblem)
        .returning('id')
        .execute();
      this.notifyConsoles(tx, rows);
      return rows.length > 0;
    });
  }

  /** Resolves the earlier problems that a new entry resolves by its definition. */
  async resolveByEvent(tx: Transaction, entry: NewEntry, selectors: ProblemSelector[]): Promise<void> {
    const by: ResolvedBy = { by: 'event', eventType: entry.type, entryId: entry.id };
    for (const { type, where = {}, whereNot = {} } of selectors) {
      const condition: Condition = (eb) =>
        eb.and([
          belongsTo(entry.orderId)(eb),
          eb('event_type', '=', type),
          eb('occurred_at', '<=', entry.occurredAt),
          eb('payload', '@>', jsonb(where)),
          ...Object.entries<unknown>(whereNot).map(([field, value]) =>
            eb.not(eb('payload', '@>', jsonb({ [field]: value }))),
          ),
        ]);
      await this.resolveWhere(tx, condition, by, entry.receivedAt);
    }
  }

  /** The later entry that resolves a problem recorded only now, if there is one: webhooks arrive in any order. */
  async findResolver(tx: Transaction, problem: NewEntry): Promise<ResolvedBy | null> {
    const rows = await tx
      .kysely<ActivityLogTables>()
      .selectFrom('activity_log')
      .select(['id', 'event_type', 'payload'])
      .where(belongsTo(problem.orderId))
      .where('event_type', '=', anyOf(resolvingTypes))
      .where('occurred_at', '>=', problem.occurredAt)
      .orderBy('occurred_at')
      .orderBy('id')
      .limit(50)
      // the type of an entry decides what is in its payload
      .$castTo<LaterEntry>()
      .execute();
    const resolver = rows.find((later) => selectorsResolvedBy(later).some((filter) => matches(filter, problem)));
    return resolver ? { by: 'event', eventType: resolver.event_type, entryId: resolver.id } : null;
  }

  async resolveProblems<T extends EventType>(
    tx: Transaction,
    { type, where, orderId }: OpenProblems<T>,
    actor: string,
  ): Promise<void> {
    const condition: Condition = (eb) =>
      eb.and([
        ...(orderId === undefined ? [] : [belongsTo(orderId)(eb)]),
        eb('event_type', '=', type),
        eb('payload', '@>', jsonb(where)),
      ]);
    await this.resolveWhere(tx, condition, { by: 'person', name: actor });
  }

  private async resolveWhere(tx: Transaction, condition: Condition, by: ResolvedBy, at?: Date | null): Promise<number> {
    const rows = await tx
      .kysely<ActivityLogTables>()
      .updateTable('activity_log')
      .set((eb) => ({
        // a webhook that waited for a worker may have arrived before the problem was recorded
        resolved_at: at ? eb.fn<Date>('greatest', [eb.val(at), 'inserted_at']) : now(),
        resolved_by: jsonb(by),
        updated_at: now(),
      }))
      .where(condition)
      .where(needsAttention)
      .returning('id')
      .execute();
    this.notifyConsoles(tx, rows);
    return rows.length;
  }

  private notifyConsoles(tx: Transaction, changed: { id: string }[]): void {
    if (changed.length === 0) return;
    const ids = changed.map(({ id }) => id);
    tx.afterCommit(() => this.consoles.notify({ updatedEntryIds: ids }));
  }
}

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
