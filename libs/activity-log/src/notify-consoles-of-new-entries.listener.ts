import { everyEvent, type DomainEvent } from '@daybook/events';
import { Consoles } from '@daybook/realtime';
import { Injectable } from '@nestjs/common';
import { OnEvent } from '@nestjs/event-emitter';

@Injectable()
export class NotifyConsolesOfNewEntries {
  constructor(private readonly consoles: Consoles) {}

  @OnEvent(everyEvent)
  tell(event: DomainEvent): void {
    const { entryId, orderId } = event;
    this.consoles.tell({ ...(entryId && { recorded: [entryId] }), ...(orderId && { orders: [orderId] }) });
  }
}
