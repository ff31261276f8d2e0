import { Global, Module } from '@nestjs/common';
import { EventEmitterModule } from '@nestjs/event-emitter';
import { DomainEvents } from './domain-events.js';

/** Global, because every library publishes; the recorder it needs comes from the module that implements it. */
@Global()
@Module({
  imports: [EventEmitterModule.forRoot({ wildcard: true })],
  providers: [DomainEvents],
  exports: [DomainEvents],
})
export class EventsModule {}
