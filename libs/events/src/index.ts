/**
 * What happened, said once: recorded in the transaction that made it so, told to listeners after the commit.
 * Declares the recorder; who implements it (`activity-log`) is not known here.
 */
export { DomainEvents, everyEvent, type DomainEvent } from './domain-events.js';
export { EntryRecorder, type EntryContext, type RecordResult } from './entry-recorder.js';
export { EventsModule } from './events.module.js';
