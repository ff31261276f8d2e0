import type { EventMap, EventType, Level } from '@daybook/contract';
import type { EntryContext } from '@daybook/events';
import { v7 as uuidv7 } from 'uuid';
import { catalogue, type CatalogueEntry } from './catalogue.js';
import type { Words } from './words.js';

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
  heardAt: Date | null;
  isAlreadyResolved: boolean;
}

export function draftEntry<T extends EventType>(
  type: T,
  data: EventMap[T],
  context: EntryContext,
  words: Words,
): EntryDraft<T> {
  const kind: CatalogueEntry<T> = catalogue[type];
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
    heardAt: context.heardAt ?? null,
    isAlreadyResolved: kind.isAlreadyResolved?.(data) ?? false,
  };
}
