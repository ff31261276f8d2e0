import { allEventsPattern, type DomainEvent } from '@daybook/events';
import { ConsoleNotifier } from '@daybook/realtime';
import { Injectable } from '@nestjs/common';
import { OnEvent } from '@nestjs/event-emitter';

@Injectable()
export class NewEntriesListener {
  constructor(private readonly consoles: ConsoleNotifier) {}

  @OnEvent(allEventsPattern)
  notify({ entryId, orderId }: DomainEvent): void {
    this.consoles.notify({
      ...(entryId && { recordedEntryIds: [entryId] }),
      ...(orderId && { changedOrderIds: [orderId] }),
    });
  }
}
