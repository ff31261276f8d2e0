import { TestBed } from '@angular/core/testing';
import type { Connection } from '@daybook/contract';
import { aConsole } from '../../test/a-console';
import { aSession } from '../../test/fake-api';
import { until } from '../../test/until';
import { Settings } from './settings';

function aConnection(some: Partial<Connection> = {}): Connection {
  return {
    name: 'stripe',
    state: 'ready',
    missing: [],
    webhookUrl: 'https://shop.example/webhooks/stripe',
    lastWebhook: null,
    lastAcceptedAt: null,
    registration: null,
    warning: null,
    ...some,
  };
}
const aRegistration = { url: null, registeredAt: null, expiresAt: null, failedAt: null, failure: null };

async function aPage(items: Connection[], queue = 'pg-boss') {
  const { api } = await aConsole();
  api.answer('GET /api/connections', { items, queue, version: '1.2.3' });
  api.answer('GET /api/accounts', {
    items: [aSession.user, { id: '00000000-0000-4000-8000-000000000002', name: 'Bob', email: 'bob@example.com' }],
  });
  const fixture = TestBed.createComponent(Settings);
  fixture.autoDetectChanges();
  const element = fixture.nativeElement as HTMLElement;
  await until(() => element.querySelector('li') !== null);
  return { api, element, text: () => element.textContent.replaceAll(/\s+/g, ' ') };
}

describe('the settings page', () => {
  it('says which settings are missing, and what does not work without them', async () => {
    const { text } = await aPage([
      aConnection(),
      aConnection({ name: 'printify', state: 'unused', missing: ['PRINTIFY_TOKEN', 'PRINTIFY_SHOP_ID'] }),
      aConnection({ name: 'mailgun', state: 'incomplete', missing: ['MAILGUN_WEBHOOK_KEY'] }),
      aConnection({ name: 'mail_server', state: 'incomplete', missing: ['SMTP_URL', 'MAIL_FROM'], webhookUrl: null }),
    ]);
    expect(text()).toContain('Orders are not being sent to Printify: PRINTIFY_TOKEN and PRINTIFY_SHOP_ID are not set.');
    expect(text()).toContain('Bounces from Mailgun are not being received: MAILGUN_WEBHOOK_KEY is not set.');
    expect(text()).toContain('E-mails are not being sent: SMTP_URL and MAIL_FROM are not set.');
    expect(text()).toContain('Nothing received yet. Send its webhooks to https://shop.example/webhooks/stripe');
  });

  it('says why the webhooks of a service cannot be used', async () => {
    const warning =
      'Stripe sends thin events to this address: choose "snapshot" for the endpoint, or delete it if there is a "snapshot" one';
    const { text } = await aPage([aConnection({ warning })]);
    expect(text()).toContain(`${warning}.`);
  });

  it('says when each last sent a webhook, and links to its webhooks', async () => {
    const at = new Date(Date.now() - 3 * 60_000).toISOString();
    const { text, element } = await aPage([
      aConnection({ lastWebhook: { at, state: 'failed' } }),
      aConnection({ name: 'mail_server', webhookUrl: null, lastAcceptedAt: at }),
    ]);
    expect(text()).toContain('Last webhook 3 min ago, which could not be processed.');
    expect(text()).toContain('Last e-mail sent 3 min ago.');
    expect(element.querySelector('a')?.getAttribute('href')).toBe('/webhooks?source=stripe');
  });

  it('says where a provider sends its webhooks, until when, and why registering failed', async () => {
    const url = 'https://shop.example/webhooks/printful';
    const { text } = await aPage([
      aConnection({
        name: 'printful',
        registration: {
          ...aRegistration,
          url,
          registeredAt: '2025-02-14T14:00:00.000Z',
          expiresAt: '2125-05-14T14:00:00.000Z',
        },
      }),
      aConnection({
        name: 'printify',
        registration: { ...aRegistration, failedAt: new Date().toISOString(), failure: 'the address is not https.' },
      }),
    ]);
    expect(text()).toContain(
      `Printful has sent its webhooks to ${url} since 14 Feb 2025, 14:00; they are renewed before 14 May 2125.`,
    );
    expect(text()).toContain(
      'Its webhooks could not be registered: the address is not https. Daybook last tried just now and tries again every minute.',
    );
  });

  it('lists who may sign in, the queue and the version', async () => {
    const { text } = await aPage([aConnection()], 'bull');
    expect(text()).toContain('Ada (you)');
    expect(text()).toContain('bob@example.com');
    expect(text()).toContain('Jobs go through Redis (Bull). Version 1.2.3.');
  });
});
