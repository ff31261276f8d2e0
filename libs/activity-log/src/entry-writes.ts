import type { EventMap, EventType, ResolvedBy } from '@daybook/contract';
import type { Transaction } from '@daybook/database';
import { sql } from 'kysely';
import type { EventDefinition } from './event-definitions.js';
import type { EntryDraft } from './entry-draft.js';
import type { Formatters } from './formatters.js';

/** Writes the entry; false when an entry with its dedupe key is already there. */
export async function insertEntry(
  tx: Transaction,
  entry: EntryDraft,
  explanation: ResolvedBy | null,
): Promise<boolean> {
  const isResolved = entry.isAlreadyResolved || explanation !== null;
  const receivedAt = entry.receivedAt ?? sql`now()`;
  const { rows } = await sql<{ id: string }>`
    insert into activity_log
      (id, event_type, level, order_id, payload, message, actor, dedupe_key, occurred_at, inserted_at, resolved_at, resolved_by)
    values (
      ${entry.id}, ${entry.type}, ${entry.level}, ${entry.orderId}, ${JSON.stringify(entry.data)}::jsonb, ${entry.message},
      ${entry.actor}, ${entry.dedupeKey}, ${entry.occurredAt}, ${receivedAt}, ${isResolved ? receivedAt : null},
      ${explanation && JSON.stringify(explanation)}::jsonb
    )
    on conflict (dedupe_key) where dedupe_key is not null do nothing
    returning id`.execute(tx.sql);
  return rows.length > 0;
}

/** Adds the entry to the open one of its kind, if there is one, and gives that one's id. */
export async function addToOpenEntry<T extends EventType>(
  tx: Transaction,
  entry: EntryDraft<T>,
  kind: EventDefinition<T>,
  words: Formatters,
): Promise<string | null> {
  if (!kind.mergesInto) return null;
  const where = JSON.stringify(kind.mergesInto.where(entry.data));
  // Two processes that find no open entry would write one each.
  await sql`select pg_advisory_xact_lock(hashtextextended(${entry.type + where}, 0))`.execute(tx.sql);
  const { rows } = await sql<{ id: string; payload: EventMap[T] }>`
    select id, payload from activity_log
    where event_type = ${entry.type} and payload @> ${where}::jsonb and resolved_at is null
    order by occurred_at desc limit 1 for update`.execute(tx.sql);
  const open = rows[0];
  if (!open) return null;

  const sum = kind.mergesInto.merge(open.payload, entry.data, entry.occurredAt);
  await sql`
    update activity_log
    set payload = ${JSON.stringify(sum)}::jsonb, message = ${kind.sentence(sum, words)}, updated_at = now()
    where id = ${open.id}`.execute(tx.sql);
  return open.id;
}
