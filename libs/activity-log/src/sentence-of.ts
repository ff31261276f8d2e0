import { isolate, type EventMap, type EventType } from '@daybook/contract';
import type { EventDefinition, Formatters } from './event-definition.js';
import { eventDefinitions } from './event-definitions.js';

/** What an entry says. Names and reasons from outside do not reorder its words, whatever direction they are written in. */
export function sentenceOf<T extends EventType>(type: T, data: EventMap[T], formatters: Formatters): string {
  const definition: EventDefinition<T> = eventDefinitions[type];
  return definition.sentence(isolateTexts(data), formatters);
}

export const isolateTexts = <Data>(data: Data): Data =>
  JSON.parse(JSON.stringify(data), (_, value: unknown) => (typeof value === 'string' ? isolate(value) : value)) as Data;
