import type { EventMap, EventType, ResolvedBy } from '@daybook/contract';
import { anyOf, Database, jsonb, now, type Transaction } from '@daybook/database';
import { Reactions, type OpenProblems } from '@daybook/events';
import { ConsoleNotifier } from '@daybook/realtime';
import { Injectable } from '@nestjs/common';
import type { Kysely } from 'kysely';
import {
  belongsTo,
  isOpen,
  isProblem,
  untilItHappensAgain,
  type ActivityLogTables,
  type EntryCondition,
} from './activity-log.entities.js';
import type { NewEntry } from './entries.js';
import type { EventDefinition, ProblemSelector } from './event-definition.js';
import { eventDefinitions, resolvingTypes } from './event-definitions.js';
import { compareTimes } from './sort-timeline.js';
import { selectedProblems, type ProblemSelection } from './problem-selection.js';

type LaterEntry = {
  [T in EventType]: { id: string; eventType: T; occurredAt: Date; payload: EventMap[T] };
}[EventType];
type Problem = Pick<NewEntry, 'orderId' | 'type' | 'data' | 'occurredAt'>;
interface ResolvedEntry {
  id: string;
  orderId: string | null;
  cause: string | null;
  beganAt: Date;
  assignedTo: string | null;
  snoozedUntil: Date | null;
}

const partSize = 50;

@Injectable()
export class Resolutions {
  constructor(
    private readonly database: Database,
    private readonly consoles: ConsoleNotifier,
    private readonly reactions: Reactions,
  ) {}

  /** Resolves problems in a person's name; returns the ids of those that were open. */
  async resolve(selection: ProblemSelection, actor: string): Promise<string[]> {
    return this.resolveByPerson(selectedProblems(selection), actor);
  }

  /** Resolves every open warning and error of an order; returns their ids. */
  async resolveAllForOrder(orderId: string, actor: string): Promise<string[]> {
    return this.resolveByPerson(belongsTo(orderId), actor);
  }

  /** Returns the ids of those that are open again. What a later entry resolves stays resolved, by that one. */
  async reopen(ids: string[]): Promise<string[]> {
    return this.inParts(ids, async (tx, ids) => {
      const db = tx.kysely<ActivityLogTables>();
      const resolved = await db
        .selectFrom('activity_log')
        .select(['id', 'order_id as orderId', 'event_type as type', 'payload as data', 'occurred_at as occurredAt'])
        .where('id', '=', anyOf(ids))
        .where('resolved_at', 'is not', null)
        .where(isProblem)
        .orderBy('id')
        .forNoKeyUpdate()
        .$castTo<Problem & { id: string }>()
        .execute();
      const reopened: typeof resolved = [];
      for (const problem of resolved) {
        const resolver = await this.findResolver(tx, problem);
        if (!resolver) reopened.push(problem);
        await db
          .updateTable('activity_log')
          .set({ resolved_by: resolver && jsonb(resolver), updated_at: now(), ...(!resolver && { resolved_at: null }) })
          .where('id', '=', problem.id)
          .execute();
      }
      this.notifyConsoles(tx, resolved);
      await this.announceChange(tx, reopened);
      return reopened.map(({ id }) => id);
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
    const earlier: ResolvedEntry[] = [];
    for (const { type, where = {}, whereNot = {} } of selectors) {
      const condition: EntryCondition = (eb) =>
        eb.and([
          belongsTo(entry.orderId)(eb),
          eb('event_type', '=', type),
          eb('id', '<>', entry.id),
          eb('occurred_at', '<=', entry.occurredAt),
          eb('payload', '@>', jsonb(where)),
          ...Object.entries<unknown>(whereNot).map(([field, value]) =>
            eb.not(eb('payload', '@>', jsonb({ [field]: value }))),
          ),
        ]);
      const resolved = await this.resolveWhere(tx, condition, by, entry.receivedAt, laterIds);
      if (entry.cause !== null) earlier.push(...resolved);
    }
    await takeOver(tx, entry, earlier);
  }

  /** The later entry that resolves a problem, if there is one: webhooks arrive in any order. */
  async findResolver(tx: Transaction, problem: Problem): Promise<ResolvedBy | null> {
    const resolver = (await findResolvers(tx, problem)).find(
      (later) =>
        // of two failures in the same instant, the one recorded last stays open
        (later.eventType !== problem.type || later.occurredAt > problem.occurredAt) &&
        selectorsResolvedBy(later).some((filter) => matches(filter, problem)),
    );
    return resolver ? { by: 'event', eventType: resolver.eventType, entryId: resolver.id } : null;
  }

  async resolveProblems<T extends EventType>(
    tx: Transaction,
    { type, where, orderId }: OpenProblems<T>,
    actor: string,
  ): Promise<void> {
    const condition: EntryCondition = (eb) =>
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
      .where(isOpen)
      .limit(1)
      .executeTakeFirst();
    return open !== undefined;
  }

  private async resolveByPerson(condition: EntryCondition, actor: string): Promise<string[]> {
    const open = await findOpen(this.database.kysely(), condition).execute();
    const openIds = open.map(({ id }) => id);
    return this.inParts(openIds, async (tx, ids) => {
      const isOfPart: EntryCondition = (eb) => eb.and([condition(eb), eb('id', '=', anyOf(ids))]);
      await findOpen(tx.kysely(), isOfPart).forNoKeyUpdate().execute();
      const resolved = await this.resolveWhere(tx, isOfPart, { by: 'person', name: actor });
      await this.announceChange(tx, resolved);
      return resolved.map(({ id }) => id);
    });
  }

  /** A transaction for each part: what is recorded of an order waits only briefly for its problems. */
  private async inParts(
    ids: string[],
    change: (tx: Transaction, ids: string[]) => Promise<string[]>,
  ): Promise<string[]> {
    const changed: string[] = [];
    for (let start = 0; start < ids.length; start += partSize) {
      const part = ids.slice(start, start + partSize);
      changed.push(...(await this.database.transaction((tx) => change(tx, part))));
    }
    return changed;
  }

  private async announceChange(tx: Transaction, changed: { orderId: string | null }[]): Promise<void> {
    for (const orderId of new Set(changed.map((entry) => entry.orderId)))
      if (orderId !== null) await this.reactions.run(tx, 'order.problems_changed', { data: {}, orderId });
  }

  /** `takenOver`: the entries that give way to `by`. */
  private async resolveWhere(
    tx: Transaction,
    condition: EntryCondition,
    by: ResolvedBy,
    at?: Date | null,
    takenOver: string[] = [],
  ): Promise<ResolvedEntry[]> {
    const isTakenOver: EntryCondition = (eb) => eb(eb.ref('resolved_by', '->>').key('entryId'), '=', anyOf(takenOver));
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
      .where((eb) => (takenOver.length === 0 ? isOpen(eb) : eb.or([isOpen(eb), isTakenOver(eb)])))
      .returning((eb) => [
        'id',
        'order_id as orderId',
        'cause',
        eb.fn.coalesce('began_at', 'occurred_at').as('beganAt'),
        'assigned_to as assignedTo',
        eb.fn<Date | null>('nullif', ['snoozed_until', untilItHappensAgain]).as('snoozedUntil'),
      ])
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

/** In one order, so that no two people who lock them wait for each other. */
const findOpen = (db: Kysely<ActivityLogTables>, condition: EntryCondition) =>
  db.selectFrom('activity_log').select('id').where(condition).where(isOpen).orderBy('id');

/** The problem goes on from those that it follows: since when, who looks after it, and until when its cause is put off. */
async function takeOver(tx: Transaction, { id, cause }: NewEntry, earlier: ResolvedEntry[]): Promise<void> {
  if (earlier.length === 0) return;
  const times = earlier.map(({ beganAt }) => beganAt.getTime());
  const latest = <T>(values: (T | null)[]) => values.findLast((value) => value !== null) ?? null;
  await tx
    .kysely<ActivityLogTables>()
    .updateTable('activity_log')
    .set({
      began_at: new Date(Math.min(...times)),
      assigned_to: latest(earlier.map(({ assignedTo }) => assignedTo)),
      snoozed_until: latest(earlier.map((entry) => (entry.cause === cause ? entry.snoozedUntil : null))),
    })
    .where('id', '=', id)
    .execute();
}

/** The entries of the same order, since `occurredAt`, that may resolve problems, oldest first. */
async function findResolvers(tx: Transaction, { orderId, occurredAt }: Problem): Promise<LaterEntry[]> {
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

function matches({ type, where = {}, whereNot = {} }: ProblemSelector, problem: Problem): boolean {
  const data = new Map<string, unknown>(Object.entries(problem.data));
  return (
    type === problem.type &&
    Object.entries(where).every(([field, value]) => data.get(field) === value) &&
    Object.entries(whereNot).every(([field, value]) => data.get(field) !== value)
  );
}
