import { everyEvent, type DomainEvent } from '@daybook/events';
import { ConsoleNotifier } from '@daybook/realtime';
import { Injectable } from '@nestjs/common';
import { OnEvent } from '@nestjs/event-emitter';

@Injectable()
export class NotifyConsolesOfNewEntries {
  constructor(private readonly consoles: ConsoleNotifier) {}

  @OnEvent(everyEvent)
  notify({ entryId, orderId }: DomainEvent): void {
    this.consoles.notify({ ...(entryId && { recorded: [entryId] }), ...(orderId && { orders: [orderId] }) });
  }
}
