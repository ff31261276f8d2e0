import { createHash } from 'node:crypto';
import { isUtf8 } from 'node:buffer';
import type { IncomingHttpHeaders } from 'node:http';
import { toStorableId } from './outside-fields.js';
import { sanitize } from './sanitize.js';
import { WebhookUnreadableError, type WebhookEnvelope, type WebhookSource } from './webhook-source.js';

/** The type of a stored webhook whose body does not say what it is. */
export const unreadableType = 'unreadable';

/** As wide as the columns. */
const maxLength = 255;

const sha256 = (content: string | Buffer) => createHash('sha256').update(content).digest('hex');

interface StorableEnvelope {
  eventId: string;
  type: string;
  occurredAt: Date;
}

/** The envelope under which any verified body can be stored. What is not understood now may be after an update. */
export function toStorableEnvelope(
  source: WebhookSource,
  body: Buffer,
  headers: IncomingHttpHeaders,
  receivedAt: Date,
): StorableEnvelope {
  try {
    const { eventId, type, occurredAt } = readEnvelope(source, body, headers);
    return { eventId: eventId ?? sha256(body), type, occurredAt: occurredAt ?? receivedAt };
  } catch {
    // Processing reads it again, and records why it cannot.
    return { eventId: sha256(body), type: unreadableType, occurredAt: receivedAt };
  }
}

/** Text and times that PostgreSQL can store. Throws when the body does not say what it is. */
export function readEnvelope(source: WebhookSource, body: Buffer, headers: IncomingHttpHeaders): WebhookEnvelope {
  if (!isUtf8(body)) throw new WebhookUnreadableError('its body is not UTF-8');
  const read = source.parse(body.toString('utf8'), headers);
  const type = sanitize(read.type, maxLength);
  if (type === '') throw new WebhookUnreadableError('its body names no type');
  return { eventId: read.eventId && toStorableId(read.eventId), type, occurredAt: read.occurredAt };
}
