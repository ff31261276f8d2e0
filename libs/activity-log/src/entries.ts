import { createHash } from 'node:crypto';
import type { EventMap, EventType, Level, ResolvedBy } from '@daybook/contract';
import { jsonb, now, type Transaction } from '@daybook/database';
import type { EntryContext } from '@daybook/events';
import { v7 as uuidv7 } from 'uuid';
import type { ActivityLogTables } from './activity-log.entities.js';
import type { EventDefinition, Formatters } from './event-definition.js';
import { causeKeyOf } from './cause.js';
import { eventDefinitions } from './event-definitions.js';
import { sentenceOf } from './sentence-of.js';

export interface NewEntry<T extends EventType = EventType> {
  id: string;
  type: T;
  level: Level;
  data: EventMap[T];
  message: string;
  orderId: string | null;
  actor: string | null;
  dedupeKey: string | null;
  cause: string | null;
  occurredAt: Date;
  receivedAt: Date | null;
  isAlreadyResolved: boolean;
}

export function createEntry<T extends EventType>(
  type: T,
  data: EventMap[T],
  context: EntryContext,
  formatters: Formatters,
): NewEntry<T> {
  const definition: EventDefinition<T> = eventDefinitions[type];
  return {
    id: uuidv7(),
    type,
    level: definition.level,
    data,
    message: sentenceOf(type, data, formatters),
    orderId: context.orderId ?? null,
    actor: context.actor ?? null,
    dedupeKey: context.dedupeKey === undefined ? null : toStorableKey(context.dedupeKey),
    cause: causeKeyOf(type, data),
    occurredAt: context.occurredAt ?? new Date(),
    receivedAt: context.receivedAt ?? null,
    isAlreadyResolved: definition.isAlreadyResolved?.(data) ?? false,
  };
}

/** One that is wider than the column, because an outside id is part of it, becomes its hash. */
const toStorableKey = (key: string) => (key.length > 255 ? createHash('sha256').update(key).digest('hex') : key);

/** Returns false when an entry with the same dedupe key exists. */
export async function insertEntry(tx: Transaction, entry: NewEntry, resolvedBy: ResolvedBy | null): Promise<boolean> {
  const isResolved = entry.isAlreadyResolved || resolvedBy !== null;
  const receivedAt = entry.receivedAt ?? now();
  const inserted = await tx
    .kysely<ActivityLogTables>()
    .insertInto('activity_log')
    .values({
      id: entry.id,
      event_type: entry.type,
      level: entry.level,
      order_id: entry.orderId,
      payload: jsonb(entry.data),
      message: entry.message,
      actor: entry.actor,
      dedupe_key: entry.dedupeKey,
      cause: entry.cause,
      occurred_at: entry.occurredAt,
      inserted_at: receivedAt,
      resolved_at: isResolved ? receivedAt : null,
      resolved_by: resolvedBy && jsonb(resolvedBy),
    })
    .onConflict((oc) => oc.column('dedupe_key').where('dedupe_key', 'is not', null).doNothing())
    .returning('id')
    .executeTakeFirst();
  return inserted !== undefined;
}

/**
 * Moves the existing entry with the same dedupe key to the earlier time, if this one has it: what does not say when it happened
 * is dated later. Returns the id of the moved entry. A person's decision about a problem stays.
 */
export async function backdateEntry(
  tx: Transaction,
  { dedupeKey, occurredAt }: NewEntry,
  resolvedBy: ResolvedBy | null,
): Promise<string | null> {
  const moved = await tx
    .kysely<ActivityLogTables>()
    .updateTable('activity_log')
    .set({ occurred_at: occurredAt, updated_at: now() })
    .$if(resolvedBy !== null, (update) =>
      update.set((eb) => ({
        resolved_by: eb.fn.coalesce('resolved_by', eb.val(resolvedBy && jsonb(resolvedBy))),
        resolved_at: eb.fn.coalesce('resolved_at', now()),
      })),
    )
    .where('dedupe_key', '=', dedupeKey)
    .where('occurred_at', '>', occurredAt)
    .returning('id')
    .executeTakeFirst();
  return moved?.id ?? null;
}

/** Merges the entry into the open one that its definition names and returns that one's id; null when there is none. */
export async function mergeIntoOpenEntry<T extends EventType>(
  tx: Transaction,
  entry: NewEntry<T>,
  { mergesInto }: EventDefinition<T>,
  formatters: Formatters,
): Promise<string | null> {
  if (!mergesInto) return null;
  const where = mergesInto.where(entry.data);
  // Two processes that find no open entry would insert one each.
  await tx.lock('merged entry', entry.type + JSON.stringify(where));
  const db = tx.kysely<ActivityLogTables>();
  const open = await db
    .selectFrom('activity_log')
    .select(['id', 'payload'])
    .where('event_type', '=', entry.type)
    .where('payload', '@>', jsonb(where))
    .where('resolved_at', 'is', null)
    .orderBy('occurred_at', 'desc')
    .limit(1)
    .forUpdate()
    // the type of an entry decides what is in its payload
    .$castTo<{ id: string; payload: EventMap[T] }>()
    .executeTakeFirst();
  if (!open) return null;

  const merged = mergesInto.merge(open.payload, entry.data, entry.occurredAt);
  await db
    .updateTable('activity_log')
    .set({
      payload: jsonb(merged),
      cause: causeKeyOf(entry.type, merged),
      message: sentenceOf(entry.type, merged, formatters),
      ...('lastAt' in merged && { last_at: entry.occurredAt }),
      updated_at: now(),
    })
    .where('id', '=', open.id)
    .execute();
  return open.id;
}
