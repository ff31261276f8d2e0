import { constantTimeEqual, eventId, eventType, jsonText } from '@daybook/webhooks';
import { z } from 'zod';
import type { Bounce, MailServiceAdapter, Verdict } from './mail-service.js';
import { parseTimestamp, optionalMailId, optionalText, requiredText } from './fields.js';
import { trackingKey } from './tracking-headers.js';

const event = z.object({
  RecordType: eventType,
  ID: eventId.nullish().catch(null),
  Type: eventType.nullish().catch(null),
  BouncedAt: z.unknown().optional(),
  DeliveredAt: z.unknown().optional(),
  ReceivedAt: z.unknown().optional(),
  ChangedAt: z.unknown().optional(),
});

const bounce = z.object({
  Type: requiredText,
  Email: optionalText,
  Subject: optionalText,
  Description: optionalText,
  Details: optionalText,
  Metadata: z.record(z.string(), z.unknown()).nullish().catch(null),
});

/** The final bounce types. Postmark retries the others, or they are no bounces. */
const finalBounces: Partial<Record<string, 'undeliverable' | 'refused'>> = {
  HardBounce: 'undeliverable',
  BadEmailAddress: 'undeliverable',
  ManuallyDeactivated: 'undeliverable',
  Blocked: 'refused',
  SpamNotification: 'refused',
  DMARCPolicy: 'refused',
  VirusNotification: 'refused',
};

/** Postmark signs nothing: it sends the user name and password from the webhook's URL. */
export const postmark: MailServiceAdapter = {
  name: 'postmark',
  secretSetting: 'POSTMARK_WEBHOOK_PASSWORD',
  mailServerDomain: 'postmarkapp.com',

  verify({ headers, secrets }): Verdict {
    const [, encoded] = /^Basic ([A-Za-z0-9+/=]+)$/i.exec(headers.authorization ?? '') ?? [];
    if (encoded === undefined) return 'bad password';
    const given = Buffer.from(encoded, 'base64').toString('utf8');
    const password = given.slice(given.indexOf(':') + 1);
    // compare with every secret, so that timing does not reveal which one matched
    return secrets.filter((secret) => constantTimeEqual(password, secret)).length > 0 && given.includes(':')
      ? 'valid'
      : 'bad password';
  },

  parse(body) {
    const { RecordType, ID, Type, ...times } = jsonText.pipe(event).parse(body);
    const at = [times.BouncedAt, times.DeliveredAt, times.ReceivedAt, times.ChangedAt]
      .map(parseTimestamp)
      .find(Boolean);
    return {
      eventId: ID ? `${RecordType}-${ID}` : null,
      type: RecordType === 'Bounce' && Type ? `Bounce.${Type}` : RecordType,
      occurredAt: at ?? null,
    };
  },

  parseBounce(body): Bounce | null {
    const { RecordType } = jsonText.pipe(event).parse(body);
    if (RecordType !== 'Bounce' && RecordType !== 'SpamComplaint') return null;
    const { Type, Email, Subject, Description, Details, Metadata } = jsonText.pipe(bounce).parse(body);
    const kind = RecordType === 'SpamComplaint' || Type === 'SpamComplaint' ? 'complaint' : finalBounces[Type];
    if (!kind) return null;
    return {
      kind,
      mailId: trackingIdIn(Metadata ?? {}),
      messageId: null,
      to: Email,
      subject: Subject,
      reason: Details ?? Description,
    };
  },
};

/** The key was part of a header name, so its case may have changed on the way. */
function trackingIdIn(metadata: Record<string, unknown>): string | null {
  const [, value] = Object.entries(metadata).find(([name]) => name.toLowerCase() === trackingKey) ?? [];
  return optionalMailId.parse(value);
}
