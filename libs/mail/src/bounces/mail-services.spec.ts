import type { MailService } from '@daybook/contract';
import { describe, expect, it } from '@jest/globals';
import { recorded, sent } from '../../../../test/support/mail-services.js';
import type { MailServiceAdapter } from './mail-service.js';
import { mailgun } from './mailgun.js';
import { postmark } from './postmark.js';
import { resend } from './resend.js';

const services: Record<MailService, MailServiceAdapter> = { postmark, mailgun, resend };
const secrets: Record<MailService, string[]> = {
  postmark: ['right', 'next'],
  mailgun: ['right', 'next'],
  resend: ['whsec_cmlnaHQ=', 'whsec_bmV4dA=='],
};
const names = Object.keys(services) as MailService[];
const mailId = '019abf3c-5d2e-7c41-9b0a-3f6e2d1c8a57';
const about = { mailId, messageId: `<${mailId}@shop.example>`, to: 'customer@example.com', subject: 'Your order' };

function verdict(service: MailService, secret: string | undefined, at?: Date, now = new Date()): string {
  const fixture = { postmark: 'postmark/hard-bounce', mailgun: 'mailgun/failed-permanent', resend: 'resend/bounced' };
  const { body, headers } = sent(service, recorded(fixture[service]), {
    ...(secret !== undefined && { secret }),
    ...(at && { at }),
  });
  return services[service].verify({
    body: Buffer.from(body),
    headers,
    secrets: secrets[service],
    now,
  });
}

describe('a mail service’s webhook', () => {
  it.each(names)('of %s is accepted with either secret while one is rolled, and with no other', (service) => {
    expect(secrets[service].map((secret) => verdict(service, secret))).toEqual(['valid', 'valid']);
    expect(verdict(service, service === 'resend' ? 'whsec_b3RoZXI=' : 'other')).toBe(
      service === 'postmark' ? 'bad password' : 'bad signature',
    );
  });

  it.each(['mailgun', 'resend'] as const)('of %s is stale more than 300 s after or before its timestamp', (service) => {
    const now = new Date();
    const away = (seconds: number) => new Date(now.getTime() + seconds * 1_000);
    const [right] = secrets[service];
    const verdicts = [-298, 298, -302, 302].map((seconds) => verdict(service, right, away(seconds), now));
    expect(verdicts).toEqual(['valid', 'valid', 'stale signature', 'stale signature']);
  });

  it('of Resend is verified like Svix’s own example', () => {
    const given = {
      body: Buffer.from('{"event_type":"ping","data":{"success":true}}'),
      headers: {
        'svix-id': 'msg_loFOjxBNrRLzqYUf',
        'svix-timestamp': '1731705121',
        'svix-signature': 'v1,rAvfW3dJ/X/qxhsaXPOyyCGmRKsaKWcsNccKXlIktD0=',
      },
      secrets: ['whsec_plJ3nmyCDGBKInavdOK15jsl'],
      now: new Date(1_731_705_121_000),
    };
    expect(resend.verify(given)).toBe('valid');
    expect(resend.verify({ ...given, body: Buffer.from('{}') })).toBe('bad signature');
  });

  it('of Postmark needs the password, whatever the user name', () => {
    const basic = (text: string) => `Basic ${Buffer.from(text).toString('base64')}`;
    const tried = [basic('any:right'), basic(':right'), basic('right'), basic('any:'), 'Bearer right', 'Basic %', ''];
    const verdicts = tried.map((authorization) =>
      postmark.verify({ body: Buffer.from(''), headers: { authorization }, secrets: ['right'], now: new Date() }),
    );
    expect(verdicts.map((one) => one === 'valid')).toEqual([true, true, false, false, false, false, false]);
  });
});

const events: [string, MailService, string, object | null][] = [
  ['postmark/hard-bounce', 'postmark', 'Bounce.HardBounce', { kind: 'undeliverable', messageId: null }],
  ['postmark/spam-complaint', 'postmark', 'SpamComplaint', { kind: 'complaint', messageId: null }],
  ['postmark/soft-bounce', 'postmark', 'Bounce.SoftBounce', { kind: 'refused', messageId: null }],
  ['postmark/delivery', 'postmark', 'Delivery', null],
  ['mailgun/failed-permanent', 'mailgun', 'failed.permanent', { kind: 'undeliverable' }],
  ['mailgun/complained', 'mailgun', 'complained', { kind: 'complaint' }],
  ['mailgun/failed-temporary', 'mailgun', 'failed.temporary', null],
  ['mailgun/delivered', 'mailgun', 'delivered', null],
  ['resend/bounced', 'resend', 'email.bounced', { kind: 'undeliverable' }],
  ['resend/complained', 'resend', 'email.complained', { kind: 'complaint' }],
  ['resend/bounced-for-now', 'resend', 'email.bounced', { kind: 'refused' }],
  ['resend/delivered', 'resend', 'email.delivered', null],
];

describe('an event of a mail service', () => {
  it.each(events)('is parsed from %s', (fixture, service, type, event) => {
    const at = new Date('2026-02-14T14:28:10.273Z');
    const { body, headers } = sent(service, recorded(fixture, { ...about, at }));
    expect(services[service].parse(body, headers)).toMatchObject({ type });
    expect(services[service].parseBounce(body)).toEqual(event && expect.objectContaining({ ...about, ...event }));
  });

  it('has the time of the service, to the millisecond', () => {
    const at = new Date('2026-02-14T14:28:10.273Z');
    for (const [fixture, service] of events.filter(([, , , event]) => event)) {
      const { body, headers } = sent(service, recorded(fixture, { at }));
      expect(services[service].parse(body, headers).occurredAt).toEqual(at);
    }
  });

  it('gives its reason on one line', () => {
    const body = JSON.stringify({ ...recorded('postmark/hard-bounce'), Details: 'no\u0000such\r\nuser\u202e' });
    expect(postmark.parseBounce(body)?.reason).toBe('no such user');
  });

  it('names the message whatever the case of its headers', () => {
    const body = { ...recorded('postmark/hard-bounce', about), Metadata: { other: 'x', 'Daybook-Mail': mailId } };
    expect(postmark.parseBounce(JSON.stringify(body))?.mailId).toBe(mailId);
    const { data } = recorded('resend/bounced', about) as { data: object };
    const headers = [{ name: 'x-daybook-mail', value: mailId }];
    expect(resend.parseBounce(JSON.stringify({ type: 'email.bounced', data: { ...data, headers } }))?.mailId).toBe(
      mailId,
    );
  });

  it('that rejects the sender does not mark the recipient’s address', () => {
    const blocked = { ...recorded('postmark/hard-bounce', about), Type: 'Blocked' };
    expect(postmark.parseBounce(JSON.stringify(blocked))?.kind).toBe('refused');
    const tooOld = recorded('mailgun/failed-permanent', about);
    Object.assign(tooOld['event-data'] as object, { reason: 'old' });
    expect(mailgun.parseBounce(JSON.stringify(tooOld))?.kind).toBe('refused');
  });

  it('is parsed from its required fields alone', () => {
    const event = {
      event: 'failed',
      severity: 'permanent',
      recipient: 'customer@example.com',
      timestamp: 1_771_079_290.5,
    };
    const { body } = sent('mailgun', { 'event-data': event });
    expect(mailgun.parseBounce(body)).toMatchObject({
      kind: 'undeliverable',
      to: 'customer@example.com',
      mailId: null,
    });
  });

  it.each(names)('that is no webhook of %s cannot be parsed', (service) => {
    for (const body of ['', 'hello', '[]', '{}', 'null', '{"RecordType":5}', '{"type":""}'])
      expect(() => services[service].parse(body, {})).toThrow();
  });
});
