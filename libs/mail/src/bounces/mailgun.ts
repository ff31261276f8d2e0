import { constantTimeEqual, eventType, hmacSha256, isStale, jsonText } from '@daybook/webhooks';
import { z } from 'zod';
import type { Bounce, MailServiceAdapter, Verdict } from './mail-service.js';
import { parseTimestamp, optionalMailId, optionalText } from './fields.js';
import { trackingKey } from './tracking-headers.js';

const signature = z.object({
  signature: z.object({
    timestamp: z.string().regex(/^\d{1,12}$/),
    token: z.string().regex(/^[\w-]{1,200}$/),
    signature: z.string().max(200),
  }),
});

const event = z.object({
  'event-data': z.object({
    event: eventType,
    severity: eventType.nullish().catch(null),
    timestamp: z.unknown().optional(),
  }),
});

const failure = z.object({
  'event-data': z.object({
    reason: optionalText,
    reject: z.object({ reason: optionalText }).nullish().catch(null),
    recipient: optionalText,
    'user-variables': z
      .object({ [trackingKey]: optionalMailId })
      .nullish()
      .catch(null),
    message: z
      .object({ headers: z.object({ 'message-id': optionalText, subject: optionalText }) })
      .nullish()
      .catch(null),
    'delivery-status': z.object({ message: optionalText, description: optionalText }).nullish().catch(null),
  }),
});

/** Permanent failures that say nothing about the address: retried for too long, the sender is blocked, or anything else. */
const notAboutAddress = new Set(['old', 'espblock', 'generic']);

interface Failure {
  severity: string | null | undefined;
  reason: string | null;
}

/** What each event means; null for a temporary failure, which Mailgun attempts again. */
const kindByEvent: Partial<Record<string, (failure: Failure) => Bounce['kind'] | null>> = {
  failed: ({ severity, reason }) => {
    if (severity === 'temporary') return null;
    return notAboutAddress.has(reason ?? '') ? 'refused' : 'undeliverable';
  },
  rejected: () => 'failed',
  complained: () => 'complaint',
  unsubscribed: () => 'unsubscribed',
};

/** Mailgun signs a time and a token, not the body. Each token is valid once, so it serves as the event's id. */
export const mailgun: MailServiceAdapter = {
  name: 'mailgun',
  secretSetting: 'MAILGUN_WEBHOOK_KEY',
  mailServerDomain: 'mailgun.org',
  eventTypes: Object.keys(kindByEvent),

  verifyHeaders: () => 'valid',

  verify({ body, secrets, now }): Verdict {
    const read = jsonText.pipe(signature).safeParse(body.toString('utf8'));
    if (!read.success) return 'bad signature';
    const { timestamp, token, signature: given } = read.data.signature;
    const isSigned = secrets.some((key) =>
      constantTimeEqual(given.toLowerCase(), hmacSha256(key, timestamp + token).digest('hex')),
    );
    if (!isSigned) return 'bad signature';
    return isStale(timestamp, now) ? 'stale signature' : 'valid';
  },

  parse(body) {
    const { signature: signed } = jsonText.pipe(signature).parse(body);
    const { event: type, severity, timestamp } = jsonText.pipe(event).parse(body)['event-data'];
    return {
      eventId: signed.token,
      type: type === 'failed' && severity ? `failed.${severity}` : type,
      occurredAt: parseTimestamp(timestamp) ?? new Date(Number(signed.timestamp) * 1_000),
    };
  },

  parseBounce(body): Bounce | null {
    const { event: type, severity } = jsonText.pipe(event).parse(body)['event-data'];
    const toKind = Object.hasOwn(kindByEvent, type) ? kindByEvent[type] : undefined;
    if (!toKind) return null;
    const data = jsonText.pipe(failure).parse(body)['event-data'];
    const { reason, reject, recipient, message, 'delivery-status': status, 'user-variables': variables } = data;
    const kind = toKind({ severity, reason });
    if (!kind) return null;
    const messageId = message?.headers['message-id'] ?? null;
    return {
      kind,
      mailId: variables?.[trackingKey] ?? null,
      messageId: messageId && `<${messageId.replace(/^<|>$/g, '')}>`,
      to: recipient,
      subject: message?.headers.subject ?? null,
      reason: reject?.reason ?? status?.message ?? status?.description ?? reason,
    };
  },
};
