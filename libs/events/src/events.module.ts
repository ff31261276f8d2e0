import { Global, Module } from '@nestjs/common';
import { EventEmitterModule } from '@nestjs/event-emitter';
import { DomainEvents } from './domain-events.js';
import { Reactions } from './reactions.js';

/** Global, because every library publishes. The module that implements `EntryRecorder` provides it. */
@Global()
@Module({
  imports: [EventEmitterModule.forRoot({ wildcard: true })],
  providers: [DomainEvents, Reactions],
  exports: [DomainEvents, Reactions],
})
export class EventsModule {}
