import { describe, expect, it } from '@jest/globals';
import { never } from '../../test/a-submission.js';
import { usePrintfulStub } from '../../test/use-printful-stub.js';
import type { WebhookRegistration } from '../provider/provider.js';
import { eventTypes } from './printful-webhook.js';

const { stub, server, printful } = usePrintfulStub();
const url = 'https://daybook.example.com/webhooks/printful';
const register = (known: WebhookRegistration | null, at = url) => printful().registerWebhooks(at, known, never);
const inDays = (days: number) => new Date(Date.now() + days * 86_400_000);

describe("Printful's webhooks", () => {
  it('are registered in one request, and their secret is stored, because it is shown only once', async () => {
    stub.expiresAt = '2031-01-01T00:00:00Z';

    expect(await register(null)).toEqual({
      url,
      secret: stub.configuration?.secret_key,
      expiresAt: new Date('2031-01-01T00:00:00Z'),
      registeredAt: expect.any(Date),
    });
    expect(stub.configuration).toMatchObject({ default_url: url, events: eventTypes.map((type) => ({ type })) });
  });

  it('stay as they are while they are valid', async () => {
    const registered = await register(null);
    server.reset();

    expect(await register(registered)).toBe(registered);
    expect(server.requestLines).toEqual(['GET /v2/webhooks']);
  });

  it('are renewed in the week before they expire', async () => {
    stub.expiresAt = inDays(8).toISOString();
    const registered = await register(null);
    expect(await register(registered)).toBe(registered);

    stub.expiresAt = inDays(6).toISOString();
    const expiring = await register(null);
    stub.expiresAt = null;
    expect(await register(expiring)).toMatchObject({ expiresAt: null, secret: stub.configuration?.secret_key });
  });

  it.each([
    ['gone', () => (stub.configuration = null)],
    [
      'at another address',
      () => Object.assign(stub.configuration ?? {}, { default_url: 'https://other.example.com/' }),
    ],
    ['of fewer types', () => stub.configuration?.events.pop()],
    ['expired', () => Object.assign(stub.configuration ?? {}, { expires_at: '2020-01-01T00:00:00Z' })],
  ])('are registered again when they are %s', async (_how, change) => {
    const registered = await register(null);
    change();

    const renewed = await register(registered);
    expect(renewed.secret).not.toBe(registered.secret);
    expect(stub.configuration).toMatchObject({ default_url: url, expires_at: null });
  });

  it('follow Daybook to another address', async () => {
    const moved = 'https://shop.example.com/webhooks/printful';

    expect(await register(await register(null), moved)).toMatchObject({ url: moved });
    expect(stub.configuration?.default_url).toBe(moved);
  });

  it('are not accepted without a hexadecimal secret', async () => {
    const configuration = { default_url: url, expires_at: null, events: [] };
    server.once(/POST/, { body: { data: { ...configuration, secret_key: 'of words' } } });
    await expect(register(null)).rejects.toThrow('the answer cannot be understood (secret_key)');

    server.once(/POST/, { body: { data: { ...configuration, secret_key: 'a013' } } });
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
