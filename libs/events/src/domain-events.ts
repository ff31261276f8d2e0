import type { EventMap, EventType } from '@daybook/contract';
import type { Transaction } from '@daybook/database';
import { Injectable } from '@nestjs/common';
import { EventEmitter2 } from '@nestjs/event-emitter';
import { EntryRecorder, type EntryContext, type OpenProblems, type RecordResult } from './entry-recorder.js';
import { Reactions, type OrderFact } from './reactions.js';

/** What a listener receives. It carries its `type`, because the emitter does not pass the name on. */
export type DomainEvent<T extends EventType = EventType> = {
  [K in T]: { type: K; data: EventMap[K]; orderId: string | null; entryId: string | null };
}[T];

/** The pattern of a listener to all events: `@OnEvent(allEventsPattern)`. */
export const allEventsPattern = '**';

@Injectable()
export class DomainEvents {
  constructor(
    private readonly recorder: EntryRecorder,
    private readonly emitter: EventEmitter2,
    private readonly reactions: Reactions,
  ) {}

  /**
   * Records an event in `tx` and runs the reactions to it; listeners receive it after the commit. Await each call before the next: two at once would
   * share a savepoint's name. Flushes the entity manager first, because the entry refers to its rows.
   */
  async publish<T extends EventType>(
    tx: Transaction,
    type: T,
    data: EventMap[T],
    context: EntryContext = {},
  ): Promise<RecordResult> {
    await tx.em.flush();
    const recorded = await this.recorder.recordEvent(tx, type, data, context);
    if (recorded.outcome === 'duplicate') return recorded;
    const entryId = recorded.outcome === 'written' ? recorded.entryId : null;
    const orderId = context.orderId ?? null;
    tx.afterCommit(() => this.emitter.emit(type, { type, data, orderId, entryId }));
    await this.reactions.run<EventType>(tx, type, { data, orderId });
    return recorded;
  }

  /** Runs the reactions to a fact that gets no entry. */
  async announce(tx: Transaction, fact: OrderFact, orderId: string): Promise<void> {
    await tx.em.flush();
    await this.reactions.run(tx, fact, { data: {}, orderId });
  }

  /** `actor`: the person or the provider that resolves them. */
  async resolveProblems<T extends EventType>(tx: Transaction, problems: OpenProblems<T>, actor: string): Promise<void> {
    await tx.em.flush();
    await this.recorder.resolveProblems(tx, problems, actor);
  }

  /** Whether one of them is neither resolved by a person nor by what happened since. */
  async hasOpenProblem<T extends EventType>(tx: Transaction, problems: OpenProblems<T>): Promise<boolean> {
    await tx.em.flush();
    return this.recorder.hasOpenProblem(tx, problems);
  }
}
