import { everyEvent, type DomainEvent } from '@daybook/events';
import { ConsoleNotifier } from '@daybook/realtime';
import { Injectable } from '@nestjs/common';
import { OnEvent } from '@nestjs/event-emitter';

@Injectable()
export class NotifyConsolesOfNewEntries {
  constructor(private readonly consoles: ConsoleNotifier) {}

  @OnEvent(everyEvent)
  tell(event: DomainEvent): void {
    const { entryId, orderId } = event;
    this.consoles.notify({ ...(entryId && { recorded: [entryId] }), ...(orderId && { orders: [orderId] }) });
  }
}
