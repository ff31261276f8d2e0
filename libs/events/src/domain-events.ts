import type { EventMap, EventType } from '@daybook/contract';
import type { Transaction } from '@daybook/database';
import { Injectable } from '@nestjs/common';
import { EventEmitter2 } from '@nestjs/event-emitter';
import { EntryRecorder, type EntryContext, type RecordResult } from './entry-recorder.js';

/** What a listener is handed. It carries its `type`, because the emitter does not pass the name on. */
export type DomainEvent<T extends EventType = EventType> = {
  [K in T]: { type: K; data: EventMap[K]; orderId: string | null; entryId: string | null };
}[T];

/** The pattern of a listener that hears every event: `@OnEvent(everyEvent)`. */
export const everyEvent = '**';

@Injectable()
export class DomainEvents {
  constructor(
    private readonly recorder: EntryRecorder,
    private readonly emitter: EventEmitter2,
  ) {}

  /**
   * Records that something happened, in `tx`; listeners hear of it once that has committed. Await it, one call after the
   * other: two at once would share a savepoint's name. What the entity manager holds is flushed first, because the entry
   * points at it.
   */
  async publish<T extends EventType>(
    tx: Transaction,
    type: T,
    data: EventMap[T],
    context: EntryContext = {},
  ): Promise<RecordResult> {
    await tx.em.flush();
    const recorded = await this.recorder.logEvent(tx, type, data, context);
    if (recorded.outcome === 'duplicate') return recorded;
    const entryId = recorded.outcome === 'written' ? recorded.entryId : null;
    tx.afterCommit(() => this.emitter.emit(type, { type, data, orderId: context.orderId ?? null, entryId }));
    return recorded;
  }

  /** A person's deed (a replay, say) settled the open problems of this type that carry these values. */
  async settle<T extends EventType>(
    tx: Transaction,
    type: T,
    where: Partial<EventMap[T]>,
    name: string,
    orderId?: string,
  ): Promise<void> {
    await tx.em.flush();
    await this.recorder.settle(tx, type, where, name, orderId);
  }
}
