import { constantTimeEqual, eventId, eventType, jsonText } from '@daybook/webhooks';
import type { IncomingHttpHeaders } from 'node:http';
import { z } from 'zod';
import type { Bounce, MailServiceAdapter, Verdict } from './mail-service.js';
import { parseTimestamp, optionalMailId, optionalText } from './fields.js';
import { trackingKey } from './tracking-headers.js';

/** Bounces from before 2018 have no record type. */
const event = z
  .object({
    RecordType: eventType.nullish(),
    ID: eventId.nullish().catch(null),
    Type: eventType.nullish().catch(null),
    BouncedAt: z.unknown().optional(),
    DeliveredAt: z.unknown().optional(),
    ReceivedAt: z.unknown().optional(),
    ChangedAt: z.unknown().optional(),
  })
  .transform(({ RecordType, ...rest }, context) => {
    const recordType = RecordType ?? (rest.BouncedAt ? 'Bounce' : rest.DeliveredAt ? 'Delivery' : null);
    if (recordType !== null) return { ...rest, recordType };
    context.addIssue('has no RecordType');
    return z.NEVER;
  });

const report = z.object({
  Type: optionalText,
  Email: optionalText,
  Recipient: optionalText,
  Subject: optionalText,
  Description: optionalText,
  Details: optionalText,
  Inactive: z.boolean().nullish().catch(null),
  SuppressSending: z.boolean().nullish().catch(null),
  SuppressionReason: optionalText,
  Metadata: z.record(z.string(), z.unknown()).nullish().catch(null),
});
type Report = z.output<typeof report>;

/**
 * What the types mean; null: the message has arrived, or the report is about another. Any other type, known or not, says that
 * Postmark has ceased to attempt this message.
 */
const kindByType: Partial<Record<string, Bounce['kind'] | null>> = {
  HardBounce: 'undeliverable',
  BadEmailAddress: 'undeliverable',
  ManuallyDeactivated: 'undeliverable',
  SpamComplaint: 'complaint',
  Unsubscribe: 'unsubscribed',
  Blocked: 'refused',
  SpamNotification: 'refused',
  DMARCPolicy: 'refused',
  VirusNotification: 'refused',
  SMTPApiError: 'failed',
  TemplateRenderingFailed: 'failed',
  Subscribe: null,
  AutoResponder: null,
  AddressChange: null,
  OpenRelayTest: null,
  InboundError: null,
};

const kindByRecordType: Partial<Record<string, (about: Report) => Bounce['kind'] | null>> = {
  Bounce: ({ Type, Inactive }) => {
    const given = Type !== null && Object.hasOwn(kindByType, Type) ? kindByType[Type] : undefined;
    return given === undefined ? (Inactive ? 'undeliverable' : 'refused') : given;
  },
  SpamComplaint: () => 'complaint',
  SubscriptionChange: ({ SuppressSending, SuppressionReason }) => {
    if (!SuppressSending) return null;
    if (SuppressionReason === 'HardBounce') return 'undeliverable';
    return SuppressionReason === 'SpamComplaint' ? 'complaint' : 'unsubscribed';
  },
};

/** Postmark signs nothing: it sends the user name and password from the webhook's URL. */
export const postmark: MailServiceAdapter = {
  name: 'postmark',
  secretSetting: 'POSTMARK_WEBHOOK_PASSWORD',
  mailServerDomain: 'postmarkapp.com',
  eventTypes: Object.keys(kindByRecordType),

  verify: verifyPassword,
  verifyHeaders: verifyPassword,

  parse(body) {
    const { recordType, ID, Type, ...times } = jsonText.pipe(event).parse(body);
    const at = [times.BouncedAt, times.DeliveredAt, times.ReceivedAt, times.ChangedAt]
      .map(parseTimestamp)
      .find(Boolean);
    return {
      eventId: ID ? `${recordType}-${ID}` : null,
      type: recordType === 'Bounce' && Type ? `Bounce.${Type}` : recordType,
      occurredAt: at ?? null,
    };
  },

  parseBounce(body): Bounce | null {
    const { recordType } = jsonText.pipe(event).parse(body);
    const toKind = Object.hasOwn(kindByRecordType, recordType) ? kindByRecordType[recordType] : undefined;
    if (!toKind) return null;
    const about = jsonText.pipe(report).parse(body);
    const kind = toKind(about);
    if (!kind) return null;
    return {
      kind,
      mailId: trackingIdIn(about.Metadata ?? {}),
      messageId: null,
      to: about.Email ?? about.Recipient,
      subject: about.Subject,
      reason: about.Details ?? about.Description,
    };
  },
};

function verifyPassword({ headers, secrets }: { headers: IncomingHttpHeaders; secrets: string[] }): Verdict {
  const [, encoded] = /^Basic ([A-Za-z0-9+/=]+)$/i.exec(headers.authorization ?? '') ?? [];
  if (encoded === undefined) return 'bad password';
  const given = Buffer.from(encoded, 'base64').toString('utf8');
  const password = given.slice(given.indexOf(':') + 1);
  // compare with every secret, so that timing does not reveal which one matched
  return secrets.filter((secret) => constantTimeEqual(password, secret)).length > 0 && given.includes(':')
    ? 'valid'
    : 'bad password';
}

/** The key was part of a header name, so its case may have changed on the way. */
function trackingIdIn(metadata: Record<string, unknown>): string | null {
  const [, value] = Object.entries(metadata).find(([name]) => name.toLowerCase() === trackingKey) ?? [];
  return optionalMailId.parse(value);
}
