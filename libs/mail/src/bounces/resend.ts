import type { IncomingHttpHeaders } from 'node:http';
import { constantTimeEqual, eventType, hmacSha256, isStale, jsonText } from '@daybook/webhooks';
import { z } from 'zod';
import type { Bounce, MailServiceAdapter, Verdict } from './mail-service.js';
import { parseTimestamp, optionalMailId, optionalText } from './fields.js';
import { trackingHeader } from './tracking-headers.js';

const signed = z.object({
  'svix-id': z.string().regex(/^[\w.-]{1,200}$/),
  'svix-timestamp': z.string().regex(/^\d{1,12}$/),
  'svix-signature': z.string().max(4_000),
});

const event = z.object({ type: eventType, created_at: z.unknown().optional() });

const mailEvent = z.object({
  data: z.object({
    to: z.union([z.array(optionalText), optionalText.transform((one) => [one])]),
    subject: optionalText,
    bounce: z.object({ type: optionalText, message: optionalText }).nullish().catch(null),
    failed: z.object({ reason: optionalText }).nullish().catch(null),
    suppressed: z.object({ message: optionalText }).nullish().catch(null),
    headers: z
      .array(z.object({ name: optionalText, value: optionalText }).nullish().catch(null))
      .nullish()
      .catch(null),
  }),
});

type MailData = z.output<typeof mailEvent>['data'];

/** What each event type means. While Resend still attempts a message, it sends `email.delivery_delayed`. */
const kindByType: Partial<Record<string, (about: MailData) => Bounce['kind']>> = {
  'email.bounced': ({ bounce }) =>
    bounce?.type === 'Transient' || bounce?.type === 'Undetermined' ? 'refused' : 'undeliverable',
  'email.suppressed': () => 'undeliverable',
  'email.failed': () => 'failed',
  'email.complained': () => 'complaint',
};

/** Resend signs with Svix: id, time and body, with the base64-decoded secret as the key. */
export const resend: MailServiceAdapter = {
  name: 'resend',
  secretSetting: 'RESEND_WEBHOOK_SECRET',
  mailServerDomain: 'resend.com',
  eventTypes: Object.keys(kindByType),

  verifyHeaders: ({ headers }) => (signed.safeParse(headers).success ? 'valid' : 'bad signature'),

  verify({ body, headers, secrets, now }): Verdict {
    const read = signed.safeParse(headers);
    if (!read.success) return 'bad signature';
    const { 'svix-id': id, 'svix-timestamp': timestamp, 'svix-signature': list } = read.data;
    const given = list.split(' ').flatMap((one) => (one.startsWith('v1,') ? [one.slice('v1,'.length)] : []));
    const isSigned = secrets.some((secret) => {
      const expected = hmacSha256(decodeSigningSecret(secret), `${id}.${timestamp}.`).update(body).digest('base64');
      return given.some((one) => constantTimeEqual(one, expected));
    });
    if (!isSigned) return 'bad signature';
    return isStale(timestamp, now) ? 'stale signature' : 'valid';
  },

  parse(body: string, headers: IncomingHttpHeaders) {
    const { type, created_at } = jsonText.pipe(event).parse(body);
    return {
      eventId: signed.safeParse(headers).data?.['svix-id'] ?? null,
      type,
      occurredAt: parseTimestamp(created_at),
    };
  },

  parseBounce(body): Bounce | null {
    const { type } = jsonText.pipe(event).parse(body);
    const toKind = Object.hasOwn(kindByType, type) ? kindByType[type] : undefined;
    if (!toKind) return null;
    const { data } = jsonText.pipe(mailEvent).parse(body);
    const to = data.to[0] ?? null;
    return {
      kind: toKind(data),
      mailId: optionalMailId.parse(headerIn(data, trackingHeader)),
      messageId: optionalText.parse(headerIn(data, 'Message-ID')),
      to: /<([^<>]+)>\s*$/.exec(to ?? '')?.[1] ?? to,
      subject: data.subject,
      reason: data.failed?.reason ?? data.suppressed?.message ?? data.bounce?.message ?? null,
    };
  },
};

const decodeSigningSecret = (secret: string) => Buffer.from(secret.replace(/^whsec_/, ''), 'base64');

const headerIn = ({ headers }: MailData, name: string) =>
  headers?.find((header) => header?.name?.toLowerCase() === name.toLowerCase())?.value;
