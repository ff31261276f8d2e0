import { createHash } from 'node:crypto';
import { constantTimeEqual, jsonText } from '@daybook/webhooks';
import { z } from 'zod';
import type { Bounce, MailServiceAdapter, Verdict } from './mail-service.js';
import { momentOf, optionalMailId, optionalText, word } from './outside-values.js';
import { trackingKey } from './tracking-headers.js';

const event = z.object({
  RecordType: word,
  ID: z.union([z.number(), z.string()]).nullish().catch(null),
  Type: word.nullish().catch(null),
  BouncedAt: z.unknown().optional(),
  DeliveredAt: z.unknown().optional(),
  ReceivedAt: z.unknown().optional(),
  ChangedAt: z.unknown().optional(),
});

const bounce = z.object({
  Type: word,
  Email: optionalText,
  Subject: optionalText,
  Description: optionalText,
  Details: optionalText,
  Metadata: z.record(z.string(), z.unknown()).nullish().catch(null),
});

/** Of the types of a bounce those after which nothing more is tried. The others are tried again, or are no bounces. */
const lost: Partial<Record<string, 'undeliverable' | 'refused'>> = {
  HardBounce: 'undeliverable',
  BadEmailAddress: 'undeliverable',
  ManuallyDeactivated: 'undeliverable',
  Blocked: 'refused',
  SpamNotification: 'refused',
  DMARCPolicy: 'refused',
  VirusNotification: 'refused',
};

/** Postmark signs nothing: it sends the name and the password that stand in the webhook's address. */
export const postmark: MailServiceAdapter = {
  name: 'postmark',
  secretSetting: 'POSTMARK_WEBHOOK_PASSWORD',
  host: 'postmarkapp.com',

  verify({ headers, secrets }): Verdict {
    const [, encoded] = /^Basic ([A-Za-z0-9+/=]+)$/i.exec(headers.authorization ?? '') ?? [];
    if (encoded === undefined) return 'bad password';
    const given = Buffer.from(encoded, 'base64').toString('utf8');
    const password = given.slice(given.indexOf(':') + 1);
    // each is compared, so that the time does not tell which one it was
    return secrets.filter((secret) => constantTimeEqual(password, secret)).length > 0 && given.includes(':')
      ? 'good'
      : 'bad password';
  },

  read(body) {
    const { RecordType, ID, Type, ...times } = jsonText.pipe(event).parse(body);
    const at = [times.BouncedAt, times.DeliveredAt, times.ReceivedAt, times.ChangedAt].map(momentOf).find(Boolean);
    const hash = () => createHash('sha256').update(body).digest('hex');
    return {
      eventId: ID === null || ID === undefined ? hash() : `${RecordType}-${String(ID)}`.slice(0, 200),
      type: RecordType === 'Bounce' && Type ? `Bounce.${Type}` : RecordType,
      occurredAt: at ?? new Date(),
    };
  },

  parseBounce(body): Bounce | null {
    const { RecordType } = jsonText.pipe(event).parse(body);
    if (RecordType !== 'Bounce' && RecordType !== 'SpamComplaint') return null;
    const { Type, Email, Subject, Description, Details, Metadata } = jsonText.pipe(bounce).parse(body);
    const what = RecordType === 'SpamComplaint' || Type === 'SpamComplaint' ? 'complaint' : lost[Type];
    if (!what) return null;
    return {
      what,
      mailId: ownIdIn(Metadata ?? {}),
      messageId: null,
      to: Email,
      subject: Subject,
      reason: Details ?? Description,
    };
  },
};

/** Its name was a header's, in which capitals mean nothing: on its way it may have got some. */
function ownIdIn(metadata: Record<string, unknown>): string | null {
  const [, value] = Object.entries(metadata).find(([name]) => name.toLowerCase() === trackingKey) ?? [];
  return optionalMailId.parse(value);
}
