import { createHmac } from 'node:crypto';
import { mailServices } from '@daybook/contract';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { createTransport } from 'nodemailer';
import { startSandbox, type SandboxUnderTest } from '../test/sandbox.js';

const mailId = '019abf3c-5d2e-7c41-9b0a-3f6e2d1c8a57';
const resendKey = Buffer.from('cmVzZW5kLWluLXVzZQ==', 'base64');

let sandbox: SandboxUnderTest;
let address: string;
beforeEach(async () => {
  sandbox = await startSandbox({
    POSTMARK_WEBHOOK_PASSWORD: 'postmark-in-use,to-come',
    MAILGUN_WEBHOOK_KEY: 'mailgun-in-use',
    RESEND_WEBHOOK_SECRET: 'whsec_cmVzZW5kLWluLXVzZQ==',
  });
  const { body } = await sandbox.json('GET', '/sandbox/mailbox');
  const { port } = body as { port: number };
  await createTransport({ host: '127.0.0.1', port }).sendMail({
    from: 'shop@example.com',
    to: 'Ada Green <ada@example.com>',
    subject: 'Your order',
    text: 'Thank you',
    messageId: `<${mailId}@example.com>`,
    headers: {
      'X-Daybook-Mail': mailId,
      'X-PM-Metadata-daybook-mail': mailId,
      'X-Mailgun-Variables': { prepared: true, value: JSON.stringify({ 'daybook-mail': mailId }) },
    },
  });
  const { body: list } = await sandbox.json('GET', '/sandbox/mails');
  address = `/sandbox/mails/${(list as { items: { id: string }[] }).items[0]?.id ?? ''}/bounce`;
});
afterEach(() => sandbox.stop());

async function report(request: object) {
  const answer = await sandbox.json('POST', address, request);
  const { path, headers, body } = await sandbox.receiver.one();
  return { answer, path, headers, text: body, body: JSON.parse(body) as Record<string, unknown> };
}

describe('a bounced mail', () => {
  it('is reported in Postmark’s form, with the password and the metadata of its headers', async () => {
    const { answer, path, headers, body } = await report({ service: 'postmark' });
    expect([answer.status, answer.body, path]).toEqual([200, { status: 200 }, '/webhooks/email/postmark']);
    expect(headers.authorization).toBe(`Basic ${Buffer.from('daybook:postmark-in-use').toString('base64')}`);
    expect(body).toMatchObject({
      RecordType: 'Bounce',
      Type: 'HardBounce',
      Email: 'ada@example.com',
      Subject: 'Your order',
      Metadata: { 'daybook-mail': mailId },
    });
  });

  it('is reported in Mailgun’s form, signed, with its variables and its Message-ID', async () => {
    const { path, body } = await report({ service: 'mailgun' });
    const { timestamp, token, signature } = body['signature'] as Record<string, string>;
    expect(path).toBe('/webhooks/email/mailgun');
    const expected = createHmac('sha256', 'mailgun-in-use').update(`${timestamp ?? ''}${token ?? ''}`);
    expect(signature).toBe(expected.digest('hex'));
    expect(body['event-data']).toMatchObject({
      event: 'failed',
      severity: 'permanent',
      recipient: 'ada@example.com',
      message: { headers: { 'message-id': `${mailId}@example.com` } },
      'user-variables': { 'daybook-mail': mailId },
    });
  });

  it('is reported in Resend’s form, signed as Svix does, with its headers', async () => {
    const { path, headers, text, body } = await report({ service: 'resend' });
    const signed = `${String(headers['svix-id'])}.${String(headers['svix-timestamp'])}.${text}`;
    expect(path).toBe('/webhooks/email/resend');
    const expected = createHmac('sha256', resendKey).update(signed).digest('base64');
    expect(headers['svix-signature']).toBe(`v1,${expected}`);
    expect(body).toMatchObject({
      type: 'email.bounced',
      data: { to: ['ada@example.com'], bounce: { type: 'Permanent' } },
    });
    expect((body['data'] as { headers: object[] }).headers).toContainEqual({ name: 'X-Daybook-Mail', value: mailId });
  });

  it('is reported as soft, as spam, forged or stale on request', async () => {
    for (const service of mailServices)
      for (const [kind, signature] of [
        ['soft', 'valid'],
        ['complaint', 'valid'],
        ['hard', 'forged'],
        ['hard', 'stale'],
      ])
        expect((await sandbox.json('POST', address, { service, kind, signature })).status).toBe(200);
    expect(sandbox.receiver.received).toHaveLength(12);
  });

  it('is reported from its page, which shows the shop’s answer', async () => {
    const page = address.replace('/sandbox/mails/', '/mail/');
    const { status } = await sandbox.form(page, { service: 'mailgun', kind: 'complaint' });
    expect(status).toBe(303);
    expect(await sandbox.page(page.replace('/bounce', ''))).toMatch(/Mailgun: complaint[\s\S]*200/);
  });

  it('answers 404 when the mailbox has no such mail', async () => {
    expect((await sandbox.json('POST', '/sandbox/mails/none/bounce', {})).status).toBe(404);
  });
});
