import { everyEvent, type DomainEvent } from '@daybook/events';
import { Consoles } from '@daybook/realtime';
import { Injectable } from '@nestjs/common';
import { OnEvent } from '@nestjs/event-emitter';

@Injectable()
export class TellConsolesAboutNewEntries {
  constructor(private readonly consoles: Consoles) {}

  @OnEvent(everyEvent)
  tell(event: DomainEvent): void {
    if (event.entryId) this.consoles.tell({ recorded: [event.entryId] });
  }
}
