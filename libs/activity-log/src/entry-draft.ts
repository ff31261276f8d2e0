import type { EventMap, EventType, Level } from '@daybook/contract';
import type { EntryContext } from '@daybook/events';
import { v7 as uuidv7 } from 'uuid';
import { eventDefinitions, type EventDefinition } from './event-definitions.js';
import type { Formatters } from './formatters.js';

/** An entry about to be written. */
export interface EntryDraft<T extends EventType = EventType> {
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

export function draftEntry<T extends EventType>(
  type: T,
  data: EventMap[T],
  context: EntryContext,
  words: Formatters,
): EntryDraft<T> {
  const kind: EventDefinition<T> = eventDefinitions[type];
  return {
    id: uuidv7(),
    type,
    level: kind.level,
    data,
    message: kind.sentence(data, words),
    orderId: context.orderId ?? null,
    actor: context.actor ?? null,
    dedupeKey: context.dedupeKey ?? null,
    occurredAt: context.occurredAt ?? new Date(),
    receivedAt: context.receivedAt ?? null,
    isAlreadyResolved: kind.isAlreadyResolved?.(data) ?? false,
  };
}
