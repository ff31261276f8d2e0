import type { EventMap, EventType, ResolvedBy } from '@daybook/contract';
import { anyOf, Database, jsonb, now, type Transaction } from '@daybook/database';
import { Reactions, type OpenProblems } from '@daybook/events';
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
import type { EventDefinition, ProblemSelector } from './event-definition.js';
import { eventDefinitions, resolvingTypes } from './event-definitions.js';
import { compareTimes } from './sort-timeline.js';

type Condition = (eb: EntryExpressionBuilder) => Expression<SqlBool>;
type LaterEntry = { [T in EventType]: { id: string; eventType: T; occurredAt: Date; payload: EventMap[T] } }[EventType];

@Injectable()
export class Resolutions {
  constructor(
    private readonly database: Database,
    private readonly consoles: ConsoleNotifier,
    private readonly reactions: Reactions,
  ) {}

  /** Resolves entries in a person's name; returns how many were open. */
  async resolve(ids: string[], actor: string): Promise<number> {
    return this.resolveByPerson((eb) => eb('id', '=', anyOf(ids)), actor);
  }

  /** Resolves every open warning and error of an order; returns how many there were. */
  async resolveAllForOrder(orderId: string, actor: string): Promise<number> {
    return this.resolveByPerson(belongsTo(orderId), actor);
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
        .returning(['id', 'order_id as orderId'])
        .execute();
      this.notifyConsoles(tx, rows);
      await this.announceChange(tx, rows);
      return rows.length > 0;
    });
  }

  /**
   * Resolves the earlier problems that a new entry resolves by its definition. It takes over those that were resolved by a
   * later entry: of several, the earliest resolves a problem, whichever of them arrives first.
   */
  async resolveByEvent(tx: Transaction, entry: NewEntry, selectors: ProblemSelector[]): Promise<void> {
    if (selectors.length === 0) return;
    const by: ResolvedBy = { by: 'event', eventType: entry.type, entryId: entry.id };
    const others = await findResolvers(tx, entry);
    const later = others.filter((other) => compareTimes(other, { ...entry, eventType: entry.type }) > 0);
    const laterIds = later.map(({ id }) => id);
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
      await this.resolveWhere(tx, condition, by, entry.receivedAt, laterIds);
    }
  }

  /** The later entry that resolves a problem recorded only now, if there is one: webhooks arrive in any order. */
  async findResolver(tx: Transaction, problem: NewEntry): Promise<ResolvedBy | null> {
    const later = await findResolvers(tx, problem);
    const resolver = later.find((one) => selectorsResolvedBy(one).some((filter) => matches(filter, problem)));
    return resolver ? { by: 'event', eventType: resolver.eventType, entryId: resolver.id } : null;
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

  async hasOpenProblem<T extends EventType>(
    tx: Transaction,
    { type, where, orderId }: OpenProblems<T>,
  ): Promise<boolean> {
    const open = await tx
      .kysely<ActivityLogTables>()
      .selectFrom('activity_log')
      .select('id')
      .where((eb) => (orderId === undefined ? eb.lit(true) : belongsTo(orderId)(eb)))
      .where('event_type', '=', type)
      .where('payload', '@>', jsonb(where))
      .where(needsAttention)
      .limit(1)
      .executeTakeFirst();
    return open !== undefined;
  }

  private resolveByPerson(condition: Condition, actor: string): Promise<number> {
    return this.database.transaction(async (tx) => {
      const resolved = await this.resolveWhere(tx, condition, { by: 'person', name: actor });
      await this.announceChange(tx, resolved);
      return resolved.length;
    });
  }

  private async announceChange(tx: Transaction, changed: { orderId: string | null }[]): Promise<void> {
    for (const orderId of new Set(changed.map((entry) => entry.orderId)))
      if (orderId !== null) await this.reactions.run(tx, 'order.problems_changed', { data: {}, orderId });
  }

  /** `takenOver`: the entries that give way to `by`. */
  private async resolveWhere(
    tx: Transaction,
    condition: Condition,
    by: ResolvedBy,
    at?: Date | null,
    takenOver: string[] = [],
  ): Promise<{ id: string; orderId: string | null }[]> {
    const isTakenOver: Condition = (eb) => eb(eb.ref('resolved_by', '->>').key('entryId'), '=', anyOf(takenOver));
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
      .where((eb) => (takenOver.length === 0 ? needsAttention(eb) : eb.or([needsAttention(eb), isTakenOver(eb)])))
      .returning(['id', 'order_id as orderId'])
      .execute();
    this.notifyConsoles(tx, rows);
    return rows;
  }

  private notifyConsoles(tx: Transaction, changed: { id: string }[]): void {
    if (changed.length === 0) return;
    const ids = changed.map(({ id }) => id);
    tx.afterCommit(() => this.consoles.notify({ updatedEntryIds: ids }));
  }
}

/** The entries of the same order, since `occurredAt`, that may resolve problems, oldest first. */
async function findResolvers(tx: Transaction, { orderId, occurredAt }: NewEntry): Promise<LaterEntry[]> {
  const rows = await tx
    .kysely<ActivityLogTables>()
    .selectFrom('activity_log')
    .select(['id', 'event_type as eventType', 'occurred_at as occurredAt', 'payload'])
    .where(belongsTo(orderId))
    .where('event_type', '=', anyOf(resolvingTypes))
    .where('occurred_at', '>=', occurredAt)
    .orderBy('occurred_at')
    .orderBy('id')
    .limit(50)
    // the type of an entry decides what is in its payload
    .$castTo<LaterEntry>()
    .execute();
  return rows.toSorted(compareTimes);
}

function selectorsResolvedBy<T extends EventType>(later: { eventType: T; payload: EventMap[T] }): ProblemSelector[] {
  const definition: EventDefinition<T> = eventDefinitions[later.eventType];
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
