import type { EventMap, EventType, ResolvedBy } from '@daybook/contract';
import type { Transaction } from '@daybook/database';
import { sql } from 'kysely';
import { eventDefinitions, resolvingTypes, type EventDefinition, type ProblemFilter } from './event-definitions.js';
import type { EntryDraft } from './entry-draft.js';
import { ofOrder } from './of-order.js';

type Later = { [T in EventType]: { id: string; event_type: T; payload: EventMap[T] } }[EventType];

/** The later entry that explains a problem heard only now, if there is one: webhooks come in any order. */
export async function findResolver(tx: Transaction, problem: EntryDraft): Promise<ResolvedBy | null> {
  const { rows } = await sql<Later>`
    select id, event_type, payload from activity_log
    where ${ofOrder(problem.orderId)}
      and event_type = any(${resolvingTypes}) and occurred_at >= ${problem.occurredAt}
    order by occurred_at, id
    limit 50`.execute(tx.sql);
  const explanation = rows.find((later) => explainedBy(later).some((explains) => covers(explains, problem)));
  return explanation ? { by: 'event', eventType: explanation.event_type, entryId: explanation.id } : null;
}

function explainedBy<T extends EventType>(later: { event_type: T; payload: EventMap[T] }): ProblemFilter[] {
  const kind: EventDefinition<T> = eventDefinitions[later.event_type];
  return kind.resolves?.(later.payload) ?? [];
}

function covers(explains: ProblemFilter, problem: EntryDraft): boolean {
  if (explains.type !== problem.type) return false;
  const carried = new Map<string, unknown>(Object.entries(problem.data));
  const { where = {}, whereNot = {} } = explains;
  return (
    Object.entries(where).every(([field, value]) => carried.get(field) === value) &&
    Object.entries(whereNot).every(([field, value]) => carried.get(field) !== value)
  );
}
