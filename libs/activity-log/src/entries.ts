import type { EventMap, EventType, Level, ResolvedBy } from '@daybook/contract';
import type { Transaction } from '@daybook/database';
import type { EntryContext } from '@daybook/events';
import { sql } from 'kysely';
import { v7 as uuidv7 } from 'uuid';
import { eventDefinitions, type EventDefinition, type Formatters } from './event-definitions.js';

export interface NewEntry<T extends EventType = EventType> {
  id: string;
  type: T;
  level: Level;
  data: EventMap[T];
  message: string;
  orderId: string | null;
  actor: string | null;
  dedupeKey: string | null;
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
    message: definition.sentence(data, formatters),
    orderId: context.orderId ?? null,
    actor: context.actor ?? null,
    dedupeKey: context.dedupeKey ?? null,
    occurredAt: context.occurredAt ?? new Date(),
    receivedAt: context.receivedAt ?? null,
    isAlreadyResolved: definition.isAlreadyResolved?.(data) ?? false,
  };
}

/** Returns false when an entry with the same dedupe key exists. */
export async function insertEntry(tx: Transaction, entry: NewEntry, resolvedBy: ResolvedBy | null): Promise<boolean> {
  const isResolved = entry.isAlreadyResolved || resolvedBy !== null;
  const receivedAt = entry.receivedAt ?? sql`now()`;
  const { rows } = await sql<{ id: string }>`
    insert into activity_log
      (id, event_type, level, order_id, payload, message, actor, dedupe_key, occurred_at, inserted_at, resolved_at, resolved_by)
    values (
      ${entry.id}, ${entry.type}, ${entry.level}, ${entry.orderId}, ${JSON.stringify(entry.data)}::jsonb, ${entry.message},
      ${entry.actor}, ${entry.dedupeKey}, ${entry.occurredAt}, ${receivedAt}, ${isResolved ? receivedAt : null},
      ${resolvedBy && JSON.stringify(resolvedBy)}::jsonb
    )
    on conflict (dedupe_key) where dedupe_key is not null do nothing
    returning id`.execute(tx.sql);
  return rows.length > 0;
}

/** Merges the entry into the open one that its definition names and returns that one's id; null when there is none. */
export async function mergeIntoOpenEntry<T extends EventType>(
  tx: Transaction,
  entry: NewEntry<T>,
  { mergesInto, sentence }: EventDefinition<T>,
  formatters: Formatters,
): Promise<string | null> {
  if (!mergesInto) return null;
  const where = JSON.stringify(mergesInto.where(entry.data));
  // Two processes that find no open entry would insert one each.
  await sql`select pg_advisory_xact_lock(hashtextextended(${entry.type + where}, 0))`.execute(tx.sql);
  const { rows } = await sql<{ id: string; payload: EventMap[T] }>`
    select id, payload from activity_log
    where event_type = ${entry.type} and payload @> ${where}::jsonb and resolved_at is null
    order by occurred_at desc limit 1 for update`.execute(tx.sql);
  const [open] = rows;
  if (!open) return null;

  const merged = mergesInto.merge(open.payload, entry.data, entry.occurredAt);
  await sql`
    update activity_log
    set payload = ${JSON.stringify(merged)}::jsonb, message = ${sentence(merged, formatters)}, updated_at = now()
    where id = ${open.id}`.execute(tx.sql);
  return open.id;
}
