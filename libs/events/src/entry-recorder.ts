import type { EventMap, EventType } from '@daybook/contract';
import type { Transaction } from '@daybook/database';

export interface EntryContext {
  orderId?: string;
  /** When it happened, by the clock of whoever reports it. Default: now. */
  occurredAt?: Date;
  /** When Daybook learned of it. Default: when the transaction's webhook arrived, else now. */
  receivedAt?: Date;
  /** Who caused it: a user's name, or the service's. */
  actor?: string;
  /** Identifies the fact: a second entry with the same key is not written, and the earlier of their times counts. */
  dedupeKey?: string;
}

/** Those of `type` whose data contain `where`, of one order if it is given. */
export interface OpenProblems<T extends EventType> {
  type: T;
  where: Partial<EventMap[T]>;
  orderId?: string;
}

/** `duplicate`: the fact already had its entry. `lost`: the entry could not be written, and the process log says why. */
export type RecordResult = { outcome: 'written'; entryId: string } | { outcome: 'duplicate' } | { outcome: 'lost' };

export abstract class EntryRecorder {
  /**
   * Writes the entry in a savepoint of `tx`, and resolves what it resolves. An entry that fails is logged and counted, and
   * leaves the transaction usable; this throws only when the transaction itself has failed.
   */
  abstract recordEvent<T extends EventType>(
    tx: Transaction,
    type: T,
    data: EventMap[T],
    context: EntryContext,
  ): Promise<RecordResult>;

  /** `actor`: the person or the provider that resolves them. */
  abstract resolveProblems<T extends EventType>(
    tx: Transaction,
    problems: OpenProblems<T>,
    actor: string,
  ): Promise<void>;

  abstract hasOpenProblem<T extends EventType>(tx: Transaction, problems: OpenProblems<T>): Promise<boolean>;
}
