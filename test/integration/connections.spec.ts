import type { Account, Connection, Connections } from '@daybook/contract';
import { beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { useDaybook } from '../support/daybook.js';
import { waitFor } from '../support/wait-for.js';

const daybook = useDaybook({
  PUBLIC_URL: 'http://shop.example',
  SMTP_URL: 'smtps://user:secret@smtp.mailgun.org',
  MAIL_FROM: 'orders@shop.example',
  POSTMARK_WEBHOOK_PASSWORD: 'of-postmark',
});
let cookie: string;
beforeAll(async () => {
  cookie = await daybook.signIn();
});
beforeEach(() => daybook.clear());

const connections = () => daybook.ask<Connections>(cookie, '/api/connections');
async function connection(name: string): Promise<Connection> {
  const found = (await connections()).items.find((item) => item.name === name);
  if (!found) throw new Error(`There is no connection ${name}.`);
  return found;
}

describe('the connections of Daybook', () => {
  it('list the missing settings, and never a secret', async () => {
    const { items, queue, version } = await connections();
    const states = items.map(({ name, state, missing }) => [name, state, ...missing]);
    expect(states).toEqual([
      ['stripe', 'ready'],
      ['printify', 'unused', 'PRINTIFY_TOKEN', 'PRINTIFY_SHOP_ID'],
      ['printful', 'unused', 'PRINTFUL_TOKEN'],
      ['mail_server', 'ready'],
      ['postmark', 'ready'],
      // it sends mail, but its bounce webhooks are not configured
      ['mailgun', 'incomplete', 'MAILGUN_WEBHOOK_KEY'],
      ['resend', 'unused', 'RESEND_WEBHOOK_SECRET'],
    ]);
    expect([queue, version]).toEqual(['pg-boss', expect.stringMatching(/^\d+\.\d+\.\d+/)]);
    expect(JSON.stringify(items)).not.toMatch(/secret@|of-postmark|whsec_|sk_test/);
  });

  it('show when each source’s latest webhook arrived', async () => {
    expect((await connection('stripe')).lastWebhook).toBeNull();
    await daybook.postStripeWebhook();
    await waitFor(async () => (await connection('stripe')).lastWebhook?.state === 'processed');
    expect(await connection('stripe')).toMatchObject({ webhookUrl: 'http://shop.example/webhooks/stripe' });
    expect((await connection('postmark')).webhookUrl).toBe('http://shop.example/webhooks/email/postmark');
  });

  it('show how webhooks were registered, and why registration failed', async () => {
    await daybook.rows(
      `insert into webhook_registration (source, url, secret, registered_at, expires_at)
       values ('printful', 'http://shop.example/webhooks/printful', 's', '2026-02-14T14:00Z', '2026-05-14T14:00Z')`,
    );
    await daybook.rows(
      `insert into webhook_registration (source, failed_at, failure) values ('printify', '2026-02-14T15:00Z', 'the address is not https')`,
    );
    expect((await connection('printful')).registration).toEqual({
      url: 'http://shop.example/webhooks/printful',
      registeredAt: '2026-02-14T14:00:00.000Z',
      expiresAt: '2026-05-14T14:00:00.000Z',
      failedAt: null,
      failure: null,
    });
    expect((await connection('printify')).registration).toMatchObject({
      url: null,
      failure: 'the address is not https',
    });
    await daybook.rows('delete from webhook_registration');
  });

  it('require a session, as the list of accounts does', async () => {
    for (const path of ['/api/connections', '/api/accounts'])
      expect((await fetch(daybook.address + path)).status).toBe(401);
    const { items } = await daybook.ask<{ items: Account[] }>(cookie, '/api/accounts');
    expect(items).toEqual([{ id: expect.any(String), name: 'Owner', email: 'owner@example.com' }]);
  });
});
