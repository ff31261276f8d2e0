import type { WebhookRegistration } from '@daybook/webhooks';
import { describe, expect, it } from '@jest/globals';
import type { PrintfulWebhookConfiguration } from '../../../../apps/sandbox/src/printful/printful-webhooks.js';
import { useSandbox } from '../../../../test/support/sandbox.js';
import { never } from '../../test/a-submission.js';
import { printfulAccount, printfulAt } from '../../test/printful-at.js';
import { createPrintful } from './printful.js';
import { eventTypes } from './printful-webhook.js';

const sandbox = useSandbox();
const server = sandbox.printful;
const url = 'https://daybook.example.com/webhooks/printful';
const register = (known: WebhookRegistration | null, at = url) => printfulAt(server).registerWebhooks(at, known, never);
const configuration = () => sandbox.services.printfulWebhooks.configuration;
const reconfigure = (change: Partial<PrintfulWebhookConfiguration>) => {
  const current = configuration();
  if (current) sandbox.services.printfulWebhooks.configure({ ...current, ...change });
};
const inDays = (days: number) => new Date(Date.now() + days * 86_400_000);

describe("Printful's webhooks", () => {
  it('are registered in one request, and their secret is stored, because it is shown only once', async () => {
    sandbox.expireNextRegistration(new Date('2031-01-01T00:00:00Z'));

    expect(await register(null)).toEqual({
      url,
      secret: configuration()?.secretKey,
      fingerprint: configuration()?.publicKey,
      expiresAt: new Date('2031-01-01T00:00:00Z'),
      registeredAt: expect.any(Date),
    });
    expect(configuration()).toMatchObject({ defaultUrl: url, events: eventTypes.map((type) => ({ type })) });
  });

  it('stay as they are while they are valid', async () => {
    const registered = await register(null);
    server.reset();

    expect(await register(registered)).toBe(registered);
    expect(server.requestLines).toEqual(['GET /v2/webhooks']);
  });

  it('are renewed in the week before they expire', async () => {
    sandbox.expireNextRegistration(inDays(8));
    const registered = await register(null);
    expect(await register(registered)).toBe(registered);

    sandbox.expireNextRegistration(inDays(6));
    const expiring = await register(null);
    expect(await register(expiring)).toMatchObject({ expiresAt: null, secret: configuration()?.secretKey });
  });

  it.each([
    ['gone', () => sandbox.services.printfulWebhooks.removeConfiguration()],
    ['at another address', () => reconfigure({ defaultUrl: 'https://other.example.com/' })],
    ['of fewer types', () => reconfigure({ events: configuration()?.events.slice(1) ?? [] })],
    ['expired', () => reconfigure({ expiresAt: '2020-01-01T00:00:00Z' })],
    ['the same, but with a secret that nobody told us', () => reconfigure({})],
  ])('are registered again when they are %s', async (_how, change) => {
    const registered = await register(null);
    change();

    const renewed = await register(registered);
    expect(renewed.secret).not.toBe(registered.secret);
    expect(configuration()).toMatchObject({ defaultUrl: url, expiresAt: null });
    expect(configuration()?.events).toHaveLength(eventTypes.length);
  });

  it('that the owner has registered are only looked for, and are missed when they are gone', async () => {
    await register(null);
    server.reset();
    const owners = createPrintful({ ...printfulAccount(server), webhookSecrets: ['a013'] });

    const found = await owners.registerWebhooks(url, null, never);
    expect(found).toMatchObject({ url, secret: null, expiresAt: null });
    expect(await owners.registerWebhooks(url, found, never)).toEqual(found);
    sandbox.services.printfulWebhooks.removeConfiguration();
    await expect(owners.registerWebhooks(url, found, never)).rejects.toThrow(
      'no webhook there leads to this address, though PRINTFUL_WEBHOOK_SECRET is set',
    );
    expect(server.requestLines).toEqual(Array.from({ length: 3 }, () => 'GET /v2/webhooks'));
  });

  it('follow Daybook to another address', async () => {
    const moved = 'https://shop.example.com/webhooks/printful';

    expect(await register(await register(null), moved)).toMatchObject({ url: moved });
    expect(configuration()?.defaultUrl).toBe(moved);
  });

  it('are not accepted without a hexadecimal secret', async () => {
    const shown = { default_url: url, expires_at: null, events: [] };
    server.once(/POST/, { body: { data: { ...shown, secret_key: 'of words' } } });
    await expect(register(null)).rejects.toThrow('the answer cannot be understood (secret_key)');

    server.once(/POST/, { body: { data: { ...shown, secret_key: 'a013' } } });
    expect(await register(null)).toMatchObject({ secret: 'a013' });
  });

  it('give the reason of a refusal', async () => {
    server.once(/POST/, {
      status: 400,
      body: { code: 400, result: 'x', error: { message: 'The URL has to be HTTPS.' } },
    });

    await expect(register(null)).rejects.toThrow('the URL has to be HTTPS');
  });
});
