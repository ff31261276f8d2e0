import type { EventMap, EventType } from '@daybook/contract';
import type { Transaction } from '@daybook/database';

export interface EntryContext {
  orderId?: string;
  /** When it happened, by the clock of whoever reports it; now, if left out. */
  occurredAt?: Date;
  /** When we heard of it; now, if left out. */
  receivedAt?: Date;
  /** Who caused it: a user's name, or the service's. */
  actor?: string;
  /** A fact's own key: a second entry with the same key is the same fact and is not written. */
  dedupeKey?: string;
}

/** `duplicate`: the fact already had its entry. `lost`: it could not be written; the process log says why. */
export type RecordResult = { outcome: 'written'; entryId: string } | { outcome: 'duplicate' } | { outcome: 'lost' };

export abstract class EntryRecorder {
  /**
   * Writes the entry in a savepoint of `tx`, with what it resolves. An entry that fails is logged and counted, and leaves
   * the transaction usable; this throws only when the transaction itself is gone.
   */
  abstract logEvent<T extends EventType>(
    tx: Transaction,
    type: T,
    data: EventMap[T],
    context: EntryContext,
  ): Promise<RecordResult>;

  /** Resolves the open problems of `type` (of one order, if given) that carry the values of `where`, in the name of a person. */
  abstract settle<T extends EventType>(
    tx: Transaction,
    type: T,
    where: Partial<EventMap[T]>,
    name: string,
    orderId?: string,
  ): Promise<void>;
}
