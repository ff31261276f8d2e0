/**
 * Domain events: recorded in the transaction that made them true, with the reactions to them; emitted to listeners after the
 * commit.
 * Declares the recorder; does not know who implements it (`activity-log`).
 */
export { DomainEvents, allEventsPattern, type DomainEvent } from './domain-events.js';
export { EntryRecorder, type EntryContext, type OpenProblems, type RecordResult } from './entry-recorder.js';
export { EventsModule } from './events.module.js';
export { declaredReactions, Reactions, ReactTo, type Occurrence, type Reactable } from './reactions.js';
