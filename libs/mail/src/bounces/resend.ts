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
    to: z.array(z.string()).catch([]),
    subject: optionalText,
    bounce: z.object({ type: optionalText, message: optionalText }).nullish().catch(null),
    headers: z.array(z.object({ name: z.string(), value: z.string() })).catch([]),
  }),
});

type MailData = z.output<typeof mailEvent>['data'];

/** The bounce that each event type means; a transient one is none. */
const kindByType: Partial<Record<string, (about: MailData) => Bounce['kind'] | null>> = {
  'email.bounced': ({ bounce }) =>
    bounce?.type === 'Transient' ? null : bounce?.type === 'Undetermined' ? 'refused' : 'undeliverable',
  'email.suppressed': () => 'undeliverable',
  'email.complained': () => 'complaint',
};

/** Resend signs with Svix: id, time and body, with the base64-decoded secret as the key. */
export const resend: MailServiceAdapter = {
  name: 'resend',
  secretSetting: 'RESEND_WEBHOOK_SECRET',
  mailServerDomain: 'resend.com',

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
    const kind = toKind(data);
    if (!kind) return null;
    return {
      kind,
      mailId: optionalMailId.parse(headerIn(data, trackingHeader)),
      messageId: optionalText.parse(headerIn(data, 'Message-ID')),
      to: optionalText.parse(/<([^<>]+)>\s*$/.exec(data.to[0] ?? '')?.[1] ?? data.to[0]),
      subject: data.subject,
      reason: data.bounce?.message ?? null,
    };
  },
};

const decodeSigningSecret = (secret: string) => Buffer.from(secret.replace(/^whsec_/, ''), 'base64');

const headerIn = ({ headers }: MailData, name: string) =>
  headers.find((header) => header.name.toLowerCase() === name.toLowerCase())?.value;
