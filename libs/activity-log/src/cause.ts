import { createHash } from 'node:crypto';
import type { EventMap, EventType } from '@daybook/contract';
import type { EventDefinition } from './event-definition.js';
import { eventDefinitions } from './event-definitions.js';
import { isolateTexts } from './sentence-of.js';

/** What differs from one order to the next, and says nothing about why it failed. */
const particulars =
  /[\w.+-]+@[\w-]+(?:\.[\w-]+)+|\b[0-9a-f]{8}-(?:[0-9a-f]{4}-){3}[0-9a-f]{12}\b|\b[a-z]+-\d{6}-\d{4,}(?:-\d+)?\b|\b[a-z]{2,}_(?=\w*\d)\w{8,}|\b(?=\w*\d)[0-9a-f]{16,}\b|\b\d{6,}\b/gi;

const maxLength = 255;

/** The same for all problems of one cause: "order.submission_failed:printify:insufficient stock for m / black". Null for an info event. */
export function causeKeyOf<T extends EventType>(type: T, data: EventMap[T]): string | null {
  const cause = causeOf(type, data);
  if (!cause) return null;
  const key = [type, cause.source ?? '', normalize(cause.reason ?? '')].join(':').toLowerCase();
  return key.length > maxLength ? `${type}:${createHash('sha256').update(key).digest('hex')}` : key;
}

/** What all problems of the cause have in common, told by one of them. */
export function causeSentenceOf<T extends EventType>(type: T, data: EventMap[T]): string {
  return causeOf(type, isolateTexts(data))?.sentence ?? '';
}

function causeOf<T extends EventType>(type: T, data: EventMap[T]) {
  const definition: EventDefinition<T> = eventDefinitions[type];
  return definition.cause?.(data);
}

const normalize = (reason: string) =>
  reason.normalize('NFKC').replace(particulars, '#').replace(/\s+/gu, ' ').trim().replace(/\.$/, '');
